import { describe, expect, it } from 'vitest';
import { compileSql } from '../../../src/cloud/rules/compile-sql.ts';
import { REFUSED_FUNCTIONS } from '../../../src/cloud/rules/sql/functions/catalogue.ts';
import type { PmSimError } from '../../../src/runtime/errors.ts';

function refusalOf(sql: string): PmSimError {
  try {
    compileSql(sql);
  } catch (error) {
    return error as PmSimError;
  }
  throw new Error(`accepted: ${sql}`);
}

const UNSUPPORTED: readonly (readonly [sql: string, message: string])[] = [
  ["SELECT * FROM 'a' -- all", 'column 19, near "-- all": AWS IoT SQL has no comments'],
  ["SELECT /* x */ * FROM 'a'", 'column 8, near "/* x */'],
  ["SELECT aws_lambda('arn', *) AS x FROM 'a'", 'aws_lambda exists on AWS but not'],
  ["SELECT decode(x, 'proto', 'b', 'k') AS y FROM 'a'", 'decode takes 2 arguments, found 4'],
  ["SELECT decode(x, 'proto') AS y FROM 'a'", "must be the literal 'base64'"],
  ["SELECT encode(x, scheme) AS y FROM 'a'", "must be the literal 'base64'"],
  ["SELECT transform('other', a, b) AS y FROM 'a'", 'no mode other'],
  ["SELECT regexp_matches(a, '(?i)x') AS y FROM 'a'", 'not a regular expression'],
  ["SELECT parse_time('xxxx', 0) AS y FROM 'a'", 'the field x of the date pattern'],
  [`SELECT parse_time("yyyy 'open", 0) AS y FROM 'a'`, 'is not a date pattern'],
  ["SELECT parse_time('yyyy', 0, 'Mars') AS y FROM 'a'", '"Mars" is not a time zone'],
  ["SELECT time_to_epoch(a, 'YYYY-ww') AS y FROM 'a'", 'the field YYYY'],
  ["SELECT (SELECT encode(*, 'base64') AS d FROM e) AS y FROM 'a'", 'inside a nested query'],
  ["SELECT 12345678901234567 AS y FROM 'a'", 'at most 15 digits'],
];

const VARIABLES: readonly (readonly [sql: string, message: string])[] = [
  ["SET x = 1 SELECT * FROM 'a'", 'column 5, near "x = 1'],
  ["SELECT @x AS y FROM 'a'", 'column 8, near "@x AS y'],
  ["SET @speed = 1 SELECT @sped AS y FROM 'a'", '@sped is not set. Did you mean "speed"'],
  ["SET @a = @b, @b = 1 SELECT @a AS y FROM 'a'", 'the variable @b is not set'],
  ["SET @a = 1, @a = 2 SELECT @a AS y FROM 'a'", 'the variable @a is set twice'],
  ["SET @a = 1 SET @b = 2 SELECT @a AS y FROM 'a'", 'expected SELECT, found "SET"'],
  ["SET @a 1 SELECT @a AS y FROM 'a'", 'expected "="'],
  [`SET @${'n'.repeat(65)} = 1 SELECT 1 AS y FROM 'a'`, 'at most 64 characters'],
  [
    `SET ${Array.from({ length: 11 }, (_, n) => `@v${n} = 1`).join(', ')} SELECT 1 AS y`,
    'at most 10',
  ],
  ["SET @a = 1 SELECT @a FROM 'a'", 'this column has no name'],
  ["SELECT @ AS y FROM 'a'", 'the character "@" has no meaning here'],
];

const SYNTAX: readonly (readonly [sql: string, message: string])[] = [
  ['', 'line 1, column 1, at the end: expected SELECT'],
  ['UPDATE x', 'expected SELECT, found "UPDATE"'],
  ['SELECT', 'the expression is missing'],
  ["SELECT FROM 'a'", 'found the keyword FROM'],
  ['SELECT * FROM a/b', 'topic filter in single quotes'],
  ['SELECT * FROM "a/b"', 'topic filter in single quotes'],
  ["SELECT * FROM 'a' WHERE", 'the expression is missing'],
  ["SELECT * FROM 'a' LIMIT 5", 'expected the end of the statement, found "LIMIT"'],
  ["SELECT a\nFROM 'a'\nWHERE b LIKE 'c'", 'line 3, column 9, near "LIKE'],
  ["SELECT * FROM 'a' WHERE b BETWEEN 1 AND 2", 'AWS IoT SQL has no BETWEEN here'],
  ["SELECT * FROM 'a' WHERE b IS NULL", 'AWS IoT SQL has no IS here'],
  ["SELECT * FROM 'a' WHERE b NOT IN [1]", 'AWS IoT SQL has no NOT here'],
  ["SELECT * FROM 'a' WHERE b IN (1, 2)", 'IN takes an array'],
  ["SELECT * FROM 'a' WHERE 1 < b < 3", 'comparisons cannot be chained'],
  ["SELECT * FROM 'a' WHERE a != 1", 'the character "!" has no meaning here'],
  ["SELECT * FROM 'a';", 'the character ";"'],
  ["SELECT a – 1 AS b FROM 'a'", 'the character "–"'],
  ["SELECT `a b` FROM 'a'", 'the character "`"'],
  ["SELECT ${a} FROM 'a'", 'the character "$"'],
  ["SELECT 3a FROM 'a'", 'a name cannot begin with a digit'],
  ["SELECT 'a FROM b", 'the string is not closed'],
  ["SELECT -a AS b FROM 'a'", 'a minus sign in front belongs to a number'],
  ["SELECT a[0] AS b FROM 'a'", 'not indexed with brackets'],
  ["SELECT a. FROM 'a'", 'found "a"'],
  ["SELECT a.'b' FROM 'a'", 'expected an attribute name after "."'],
  ["SELECT {a: 1} AS b FROM 'a'", 'expected a quoted key'],
  ["SELECT [1, 2 AS b FROM 'a'", 'expected "]", found "AS"'],
  ["SELECT (1 AS b FROM 'a'", 'expected ")", found "AS"'],
  ["SELECT 1 + * FROM 'a'", '"*" stands for the message only'],
  ["SELECT lower(*) AS b FROM 'a'", 'lower does not take "*"'],
  ["SELECT uper(a) AS b FROM 'a'", 'no function uper. Did you mean "upper"'],
  ["SELECT upper() AS b FROM 'a'", 'upper takes 1 argument, found 0'],
  ["SELECT substring(a) AS b FROM 'a'", 'substring takes 2 to 3 arguments, found 1'],
  ["SELECT cast(a AS money) AS b FROM 'a'", '"money" is not a type'],
  ["SELECT CASE WHEN a THEN 1 END AS b FROM 'a'", 'CASE needs a value to compare'],
  ["SELECT CASE a END AS b FROM 'a'", 'expected WHEN'],
  ["SELECT CASE a WHEN 1 THEN 2 AS b FROM 'a'", 'expected END'],
  ["SELECT upper(a) FROM 'a'", 'this column has no name'],
  ["SELECT a AS 'b' FROM 'a'", 'expected a name after AS'],
  ["SELECT a AS x, b AS x FROM 'a'", 'the output name x is written twice'],
  ["SELECT a AS x.y, b AS x FROM 'a'", 'the output name x is written twice'],
  ["SELECT (SELECT a FROM 5) AS x FROM 'a'", 'a nested query selects from an attribute'],
  ["SELECT (SELECT a) AS x FROM 'a'", 'expected FROM'],
  [`SELECT ${'('.repeat(100)}1${')'.repeat(100)} AS x FROM 'a'`, 'nested deeper than 64 levels'],
  [`SELECT ${'NOT '.repeat(100)}a AS x FROM 'a'`, 'nested deeper than 64 levels'],
  [`SELECT a FROM '${'a'.repeat(70_000)}'`, 'longer than 65536 characters'],
  ["SELECT * FROM 'a/#/b'", "'#' is allowed in the last level only"],
  ["SELECT * FROM '$aws/rules/x/a'", 'a rule cannot subscribe here'],
];

describe('compileSql refuses, with the position', () => {
  it.each(UNSUPPORTED)('what AWS has and the engine has not: %s', (sql, message) => {
    expect(refusalOf(sql).message).toContain(message);
  });

  it.each(SYNTAX)('what is not the language: %s', (sql, message) => {
    expect(refusalOf(sql).message).toContain(message);
  });

  it.each(VARIABLES)('variables that are not set as they should be: %s', (sql, message) => {
    expect(refusalOf(sql).message).toContain(message);
  });

  it.each([...REFUSED_FUNCTIONS])('the function %s, by name', (name) => {
    const error = refusalOf(`SELECT a, ${name.toUpperCase()}(a) AS x FROM 'a'`);
    expect(error.code).toBe('rules/sql-unsupported');
    expect(error.message).toContain(`column 11, near "${name.toUpperCase()}(`);
  });

  it('every operator of other dialects with a hint what to use', () => {
    const hint = refusalOf("SELECT * FROM 'a' WHERE b LIKE 'c'").hint;
    expect(hint).toContain('regexp_matches');
  });
});

describe('compileSql accepts', () => {
  it.each([
    "select * from 'a' where not b in [1] and c <> 2",
    'SELECT topic() AS t',
    "SELECT a AS from.where.end FROM 'a'",
    "SELECT a.select.from AS b FROM 'a'",
    'SELECT \'it\'\'s\' AS a, "say ""so""" AS b FROM \'a\'',
    "SELECT VALUE [a] FROM 'a'",
    "SELECT VALUE {'a': 1} FROM 'a'",
    "SELECT VALUE (a) FROM 'a'",
    "SELECT VALUE 'text' FROM 'a'",
    "SELECT VALUE NOT a FROM 'a'",
    "SELECT value * 2 AS twice FROM 'a'",
  ])('%s', (sql) => {
    expect(compileSql(sql).sql).toBe(sql);
  });

  it('a statement without FROM, which has no topic filter', () => {
    expect(compileSql('SELECT a').topicFilter).toBeUndefined();
  });
});
