/** What one action field becomes for one message. */
export interface TemplateCase {
  readonly page: string;
  readonly about: string;
  readonly template: string;
  readonly gives: string;
}

const page = 'iot-substitution-templates.md';

/** Published on {@link TEMPLATE_TOPIC}; `missing` is in none of it, so it is Undefined. */
export const TEMPLATE_PAYLOAD = {
  device: 'gbx-7',
  rpm: 1480,
  vibration: 2.75,
  isRunning: true,
  note: null,
  axes: [0.5, 1.25],
  place: { site: 'ridge' },
};
export const TEMPLATE_TOPIC = 'dt/ridge/gbx-7';

/** `[what, template, text]` rows of one page. */
function rows(
  of: string,
  cases: readonly (readonly [about: string, template: string, gives: string])[],
): TemplateCase[] {
  return cases.map(([about, template, gives]) => ({ page: of, about, template, gives }));
}

export const TEMPLATES: readonly TemplateCase[] = [
  ...rows(page, [
    ['a name', '${device}', 'gbx-7'],
    ['a name with a dot', '${place.site}', 'ridge'],
    ['text around it', 'raw/${device}.json', 'raw/gbx-7.json'],
    ['two of them side by side', '${device}${rpm}', 'gbx-71480'],
    ['the message’s topic', '${topic()}/copy', 'dt/ridge/gbx-7/copy'],
    ['one level of the topic', '${topic(2)}', 'ridge'],
    ['functions inside functions', '${upper(substring(device, 0, 3))}', 'GBX'],
    ['arithmetic of Ints stays an Int', '${rpm / 60 * 3}', '72'],
    ['CASE', "${CASE isRunning WHEN true THEN 'on' ELSE 'off' END}", 'on'],
    ['texts with braces', "${concat('{', device, '}')}", '{gbx-7}'],
    ['the date of arrival', '${parse_time("yyyy/MM/dd", timestamp())}', '2026/01/01'],
    ['no expression at all', 'telemetry', 'telemetry'],
  ]),
  ...rows('iot-sql-data-types.md', [
    ['an Int as text', '${rpm}', '1480'],
    ['a Decimal as text', '${vibration}', '2.75'],
    ['a Boolean as text', '${isRunning}', 'true'],
    ['an Array as its JSON', '${axes}', '[0.5,1.25]'],
    ['an Object as its JSON', '${place}', '{"site":"ridge"}'],
    ['Undefined as nothing', 'a${missing}b', 'ab'],
    ['Null as nothing', 'a${note}b', 'ab'],
  ]),
  ...rows('republish-rule-action.md', [
    [
      'a reserved topic',
      '$$aws/things/${device}/shadow/update',
      '$$aws/things/gbx-7/shadow/update',
    ],
  ]),
];

/** Functions that the guide has and the engine has not: each is refused by its name. */
export const UNSUPPORTED_CALLS: readonly (readonly [name: string, call: string])[] = [
  ['aws_lambda', "aws_lambda('arn:aws:lambda:eu-west-1:123456789012:function:f', device)"],
  ['get_dynamodb', "get_dynamodb('table', 'id', device, 'arn:aws:iam::123456789012:role/r')"],
  ['get_thing_shadow', "get_thing_shadow(device, 'arn:aws:iam::123456789012:role/r')"],
  ['get_registry_data', "get_registry_data('DescribeThing', device, 'arn')"],
  ['get_secret', "get_secret('id', 'SecretString', 'key', 'arn')"],
  ['machinelearning_predict', "machinelearning_predict('model', 'arn', device)"],
  ['get_mqtt_property', "get_mqtt_property('content_type')"],
  ['get_user_properties', "get_user_properties('unit')"],
  ['sourceip', 'sourceip()'],
];
