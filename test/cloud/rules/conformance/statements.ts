import { REJECTED, type StatementCase } from './case.ts';

const select = 'iot-sql-select.md';
const red = { color: 'red', temperature: 50 };
const senml = {
  e: [
    { n: 'temperature', u: 'Cel', t: 1234, v: 22.5 },
    { n: 'light', u: 'lm', t: 1235, v: 135 },
    { n: 'acidity', u: 'pH', t: 1235, v: 7 },
  ],
};
const light =
  "SELECT CASE color WHEN 'green' THEN 'go' WHEN 'yellow' THEN 'caution' WHEN 'red' THEN 'stop' " +
  "ELSE 'you are not at a stop light' END as instructions FROM 'a/b'";
const thing = 'things/myThings/thingOne';

/** `[what, statement, message, outgoing payload]` rows of one page. */
function rows(
  page: string,
  cases: readonly (readonly [string, string, unknown, StatementCase['gives'], string?])[],
): StatementCase[] {
  return cases.map(([about, sql, payload, gives, topic]) => ({
    page,
    about,
    sql,
    payload,
    gives,
    ...(topic === undefined ? {} : { topic }),
  }));
}

export const STATEMENTS: readonly StatementCase[] = [
  ...rows(select, [
    ['the whole message', "SELECT * FROM 'a/b'", red, red],
    ['one name', "SELECT color FROM 'a/b'", red, { color: 'red' }],
    ['AS', "SELECT color AS my_color FROM 'a/b'", red, { my_color: 'red' }],
    [
      'several names',
      "SELECT color as my_color, temperature as fahrenheit FROM 'a/b'",
      red,
      { my_color: 'red', fahrenheit: 50 },
    ],
    ['* and more', "SELECT *, 15 as speed FROM 'a/b'", red, { ...red, speed: 15 }],
    ['* and a new value', "SELECT *, 'blue' AS color FROM 'a/b'", red, { ...red, color: 'blue' }],
    ['VALUE', "SELECT VALUE color FROM 'a/b'", red, 'red'],
    ['VALUE *', "SELECT VALUE * FROM 'a/b'", red, red],
    [
      'a name with dots',
      "SELECT color.red as red_value FROM 'a/b'",
      { color: { red: 255, green: 0, blue: 0 }, temperature: 50 },
      { red_value: 255 },
    ],
    [
      'functions and grouping',
      "SELECT (temperature - 32) * 5 / 9 AS celsius, upper(color) as my_color FROM 'a/b'",
      red,
      { celsius: 10, my_color: 'RED' },
    ],
    ['a name that is missing', "SELECT color, size FROM 'a/b'", red, { color: 'red' }],
    ['an attribute called value', "SELECT value FROM 'a/b'", { value: 5 }, { value: 5 }],
    ['value with a dot', "SELECT value.x FROM 'a/b'", { value: { x: 1 } }, { x: 1 }],
  ]),
  ...rows('iot-sql-json.md', [
    [
      'a dotted alias',
      "SELECT foo.bar AS bar.baz FROM 'a/b'",
      { foo: { bar: 1 } },
      { bar: { baz: 1 } },
    ],
    [
      'two aliases in one object',
      "SELECT a AS o.a, b AS o.b FROM 'a/b'",
      { a: 1, b: 2 },
      { o: { a: 1, b: 2 } },
    ],
    [
      'an alias inside the message',
      "SELECT *, 2 AS o.b FROM 'a'",
      { o: { a: 1 } },
      { o: { a: 1, b: 2 } },
    ],
    [
      'a function on an attribute',
      "SELECT temp, md5(deviceid) AS hashed_id FROM 'topic/#'",
      { deviceid: 'iot123', temp: 54.98, humidity: 32.43 },
      { temp: 54.98, hashed_id: 'e37f81fb397e595c4aeb5645b8cbbbd1' },
    ],
  ]),
  ...rows('iot-sql-where.md', [
    [
      'not met',
      "SELECT color AS my_color FROM 'a/b' WHERE temperature > 50 AND color <> 'red'",
      { color: 'red', temperature: 40 },
      REJECTED,
    ],
    [
      'met',
      "SELECT color FROM 'a/b' WHERE temperature > 30",
      { color: 'red', temperature: 40 },
      { color: 'red' },
    ],
    ['Undefined is not true', "SELECT * FROM 'a/b' WHERE size > 30", red, REJECTED],
    ['an alias is not visible', "SELECT color AS c FROM 'a/b' WHERE c = 'red'", red, REJECTED],
  ]),
  ...rows('iot-sql-reference.md', [
    [
      'the first example',
      "SELECT color AS rgb FROM 'topic/subtopic' WHERE temperature > 50",
      { color: 'red', temperature: 100 },
      { rgb: 'red' },
    ],
    ['names with spaces pass through *', "SELECT * FROM 'a'", { 'a b': 1 }, { 'a b': 1 }],
  ]),
  ...rows('iot-sql-case.md', [
    ['a branch', light, { color: 'yellow' }, { instructions: 'caution' }],
    ['ELSE', light, { color: 'blue' }, { instructions: 'you are not at a stop light' }],
    ['an Undefined subject', light, {}, {}],
    ['no match and no ELSE', "SELECT CASE 1 WHEN 2 THEN 3 END AS x FROM 'a'", {}, {}],
    [
      'the first of two matches',
      "SELECT CASE 1 WHEN 1 THEN 'a' WHEN 1 THEN 'b' END AS x FROM 'a'",
      {},
      { x: 'a' },
    ],
  ]),
  ...rows('iot-sql-set.md', [
    [
      'a variable in SELECT',
      "SET @celsius = (fahrenheit - 32) * 5 / 9 SELECT @celsius AS celsius, humidity FROM 'a'",
      { fahrenheit: 77, humidity: 60 },
      { celsius: 25, humidity: 60 },
    ],
    [
      'a member of a variable, under its own name',
      "SET @s = device.data.sensors SELECT @s.temp, @s.hum AS humidity FROM 'a'",
      { device: { data: { sensors: { temp: 75, hum: 60 } } } },
      { temp: 75, humidity: 60 },
    ],
    [
      'several variables, one from another',
      "SET @rps = rpm / 60, @isFast = @rps > 20 SELECT @rps AS rps, @isFast AS fast FROM 'a'",
      { rpm: 1500 },
      { rps: 25, fast: true },
    ],
    [
      'in WHERE',
      "SET @limit = 50 SELECT temp FROM 'a' WHERE temp > @limit",
      { temp: 40 },
      REJECTED,
    ],
    [
      'in a nested query, whose names are others',
      "SET @least = least SELECT (SELECT VALUE n FROM e WHERE v >= @least) AS x FROM 'a'",
      {
        least: 5,
        e: [
          { n: 'a', v: 9, least: 99 },
          { n: 'b', v: 2 },
        ],
      },
      { x: ['a'] },
    ],
    [
      'as what a nested query selects from',
      "SET @list = e SELECT (SELECT VALUE n FROM @list) AS x FROM 'a'",
      { e: [{ n: 1 }, { n: 2 }] },
      { x: [1, 2] },
    ],
    [
      'as an argument of a function',
      "SET @name = 'site' SELECT get(*, @name) AS x FROM 'a'",
      { site: 'ridge' },
      { x: 'ridge' },
    ],
    [
      'one value for a message',
      "SET @id = newuuid() SELECT @id = @id AS same FROM 'a'",
      {},
      { same: true },
    ],
    [
      'an Undefined variable is left out',
      "SET @x = missing SELECT @x AS x, 1 AS y FROM 'a'",
      {},
      { y: 1 },
    ],
    [
      'a payload that is encoded first',
      "SET @raw = encode(*, 'base64') SELECT @raw AS data FROM 'a'",
      { a: 1 },
      { data: 'eyJhIjoxfQ==' },
    ],
  ]),
  ...rows('iot-sql-literals.md', [
    [
      'an object',
      "SELECT {'latitude': get(lat_long, 0),'longitude':get(lat_long, 1)} as lat_long FROM 'topic/subtopic'",
      { lat_long: [47.606, -122.332] },
      { lat_long: { latitude: 47.606, longitude: -122.332 } },
    ],
    [
      'an array',
      "SELECT [lat,long] as lat_long FROM 'topic/subtopic'",
      { lat: 47.696, long: -122.332 },
      { lat_long: [47.696, -122.332] },
    ],
    [
      'in WHERE',
      "SELECT * FROM 'a' WHERE o = {'a': [1, 'x']}",
      { o: { a: [1, 'x'] } },
      { o: { a: [1, 'x'] } },
    ],
  ]),
  ...rows('iot-sql-nested-queries.md', [
    [
      'values',
      "SELECT (SELECT VALUE n FROM e) as sensors FROM 'my/topic'",
      senml,
      { sensors: ['temperature', 'light', 'acidity'] },
    ],
    [
      'objects that meet a condition',
      "SELECT (SELECT v FROM e WHERE n = 'temperature') as temperature FROM 'my/topic'",
      senml,
      { temperature: [{ v: 22.5 }] },
    ],
    [
      'flattened',
      "SELECT get((SELECT v FROM e WHERE n = 'temperature'), 0).v as temperature FROM 'topic'",
      senml,
      { temperature: 22.5 },
    ],
    [
      'a condition that is Undefined',
      "SELECT (SELECT VALUE n FROM e WHERE v > 100) AS x FROM 'a'",
      { e: [{ n: 1, v: 135 }, { n: 2 }, { n: 3, v: 'x' }] },
      { x: [1] },
    ],
    ['nobody meets it', "SELECT (SELECT v FROM e WHERE n = 'x') AS x FROM 'a'", senml, { x: [] }],
    ['over what is no collection', "SELECT (SELECT v FROM e) AS x FROM 'a'", { e: 5 }, {}],
    [
      'functions inside',
      "SELECT (SELECT VALUE topic(1) FROM e) AS x FROM 'a'",
      { e: [{}] },
      { x: ['a'] },
      'a',
    ],
  ]),
  ...rows('iot-rule-sql-version.md', [
    [
      'an array at the top',
      "SELECT VALUE arr FROM 'topic'",
      { a: { b: 'c' }, arr: [1, 2, 3, 4] },
      [1, 2, 3, 4],
    ],
    ['whole Decimals are Ints', "SELECT 10.0 AS x, 10.0 / 4 AS y FROM 'a'", {}, { x: 10, y: 2 }],
  ]),
  ...rows('iot-sql-functions.md', [
    ['topic()', "SELECT topic() AS t FROM '#'", {}, { t: thing }, thing],
    ['topic(1)', "SELECT topic(1) AS t FROM '#'", {}, { t: 'things' }, thing],
    ['topic beyond the end', "SELECT topic(4) AS t FROM '#'", {}, {}, thing],
    ['topic(0)', "SELECT topic(0) AS t FROM '#'", {}, {}, thing],
    ['clientid()', "SELECT clientid() AS c FROM 'a'", {}, { c: 'wt-001' }],
    ['accountid()', "SELECT accountid() AS c FROM 'a'", {}, { c: '123456789012' }],
    ['principal()', "SELECT principal() AS c FROM 'a'", {}, { c: 'c0ffee' }],
    ['timestamp()', "SELECT timestamp() AS c FROM 'a'", {}, { c: Date.UTC(2026, 0, 1) }],
    ['sql_version()', "SELECT sql_version() AS c FROM 'a'", {}, { c: '2016-03-23' }],
    ['newuuid()', "SELECT length(newuuid()) AS c FROM 'a'", {}, { c: 36 }],
    [
      'newuuid() has the shape of a UUID',
      "SELECT regexp_matches(newuuid(), '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') AS c FROM 'a'",
      {},
      { c: true },
    ],
    ['newuuid() is new each time', "SELECT newuuid() = newuuid() AS c FROM 'a'", {}, { c: false }],
    [
      'traceid() is that of the message',
      "SELECT traceid() = traceid() AS c FROM 'a'",
      {},
      { c: true },
    ],
    ['rand()', "SELECT rand() >= 0 AND rand() < 1 AS c FROM 'a'", {}, { c: true }],
    [
      'encode(*)',
      "SELECT encode(*, 'base64') AS data FROM 'a'",
      { a: 1 },
      { data: 'eyJhIjoxfQ==' },
    ],
  ]),
];
