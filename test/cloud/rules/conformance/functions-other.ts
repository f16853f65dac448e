import type { ExpressionTable } from './case.ts';

const page = 'iot-sql-functions.md';
const payload = {
  n: null,
  obj: { a: 'b', 'with space': 1 },
  arr: ['a', 'b', 'c'],
  encoded_temp: 'eyAidGVtcGVyYXR1cmUiOiAzMyB9Cg==',
  attributes: { data1: 1, data2: 2 },
  values: [{ a: 3 }, { b: 4 }, { c: 5 }],
  data2: {
    a: 'first attribute',
    b: 'second attribute',
    c: [
      { x: { someInt: 5, someString: 'hello' }, y: true },
      { x: { someInt: 10, someString: 'world' }, y: false },
    ],
  },
};

export const OTHER_TABLES: readonly ExpressionTable[] = [
  {
    page,
    about: 'get',
    payload,
    cases: [
      ["get(['a', 'b', 'c'], 1)", 'b'],
      ["get({'a': 'b'}, 'a')", 'b'],
      ["get(obj, 'with space')", 1],
      ["get(*, 'n')", null],
      ['get(arr, 3)', undefined],
      ['get(arr, -1)', undefined],
      // The example in prose says "a"; the table beside it counts from 0, and so does this engine.
      ["get('abc', 1)", 'b'],
      ["get('abc', 3)", undefined],
      ['get(obj, 1)', undefined],
      ["get(obj, 'constructor')", undefined],
      ["get(5, 'a')", undefined],
      ['get(arr, 1).x', undefined],
    ],
  },
  {
    page,
    about: 'isNull, isUndefined, nanvl',
    payload,
    cases: [
      ['isNull(5)', false],
      ['isNull(Null)', true],
      ['isNull(missing)', false],
      ['isNull(obj)', false],
      ['isUndefined(5)', false],
      ['isUndefined(floor([1,2,3]))', true],
      ['isUndefined(n)', false],
      ['isUndefined(missing)', true],
      ['Nanvl(8, 3)', 8],
      ['nanvl(missing, 3)', 3],
      ['nanvl(n, 3)', 3],
      ["nanvl('text', 3)", 'text'],
      ['nanvl(sqrt(-1), 0)', 0],
    ],
  },
  {
    page,
    about: 'encode and decode',
    payload,
    cases: [
      ["decode(encoded_temp, 'base64').temperature", 33],
      ["decode('aGVsbG8=', 'base64')", 'hello'],
      ["decode('not base64!', 'base64')", null],
      ["decode(n, 'base64')", undefined],
      ["encode('hello', 'base64')", 'aGVsbG8='],
      ["encode(12, 'base64')", 'MTI='],
      ["encode(n, 'base64')", undefined],
    ],
  },
  {
    page,
    about: 'transform',
    payload,
    cases: [
      [
        "transform('enrichArray', attributes, values)",
        [
          { a: 3, data1: 1, data2: 2 },
          { b: 4, data1: 1, data2: 2 },
          { c: 5, data1: 1, data2: 2 },
        ],
      ],
      [
        "transform('enrichArray', {'key': attributes.data1}, values)",
        [
          { a: 3, key: 1 },
          { b: 4, key: 1 },
          { c: 5, key: 1 },
        ],
      ],
      [
        "transform('enrichArray', (select a, b from data2), (select value c from data2))",
        [
          {
            x: { someInt: 5, someString: 'hello' },
            y: true,
            a: 'first attribute',
            b: 'second attribute',
          },
          {
            x: { someInt: 10, someString: 'world' },
            y: false,
            a: 'first attribute',
            b: 'second attribute',
          },
        ],
      ],
      ["transform('enrich' + 'Object', attributes, values)", undefined],
      ["transform('enrichArray', 1, values)", undefined],
      ["transform('enrichArray', attributes, arr)", undefined],
    ],
  },
  {
    page,
    about: 'parse_time',
    cases: [
      [
        `parse_time("yyyy.MM.dd G 'at' HH:mm:ss z", 100000000, "America/Belize")`,
        '1970.01.01 AD at 21:46:40 CST',
      ],
      [
        `parse_time("yyyy.MM.dd G 'at' HH:mm:ss z", 1497028786000)`,
        '2017.06.09 AD at 17:19:46 UTC',
      ],
      ['parse_time("yyyy", timestamp(), "UTC")', '2026'],
      [
        "parse_time('yyyy-MM-dd''T''HH:mm:ss.SSSZZ', 1585903518042, '+02:00')",
        '2020-04-03T10:45:18.042+02:00',
      ],
      [
        `parse_time("yyyy-MM-dd'T'HH:mm:ss.SSSZZ", 1585903518042, '+02:00')`,
        '2020-04-03T10:45:18.042+02:00',
      ],
      ["parse_time('EEEE d MMMM yy, h a', 0)", 'Thursday 1 January 70, 12 AM'],
      ["parse_time('E MMM DDD kk K', 0)", 'Thu Jan 001 24 0'],
      ["parse_time('yyyy', 'text')", undefined],
      ["parse_time('yyyy', 0, 'No' + 'where')", undefined],
    ],
  },
  {
    page,
    about: 'time_to_epoch',
    cases: [
      [
        "time_to_epoch('2020-04-03 09:45:18 UTC+01:00', 'yyyy-MM-dd HH:mm:ss VV')",
        1_585_903_518_000,
      ],
      ["time_to_epoch('18 December 2015', 'dd MMMM yyyy')", 1_450_396_800_000],
      [
        "time_to_epoch('2007-12-03 10:15:30.592 America/Los_Angeles', 'yyyy-MM-dd HH:mm:ss.SSS z')",
        1_196_705_730_592,
      ],
      ["time_to_epoch('2020-04-03T09:45:18Z', 'yyyy-MM-dd''T''HH:mm:ssX')", 1_585_907_118_000],
      [`time_to_epoch('2020-04-03T09:45:18Z', "yyyy-MM-dd'T'HH:mm:ssX")`, 1_585_907_118_000],
      ["time_to_epoch('04/03/20 9:45 PM', 'MM/dd/yy h:mm a')", 1_585_950_300_000],
      ["time_to_epoch('2020-13-03', 'yyyy-MM-dd')", undefined],
      ["time_to_epoch('text', 'yyyy-MM-dd')", undefined],
      ["time_to_epoch(missing, 'yyyy')", undefined],
    ],
  },
];
