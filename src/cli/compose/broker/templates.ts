import { PmSimError } from '../../../runtime/errors.ts';
import { didYouMean } from '../../../runtime/near-match.ts';
import { checkedTopic } from '../../../simulator/script/client-names.ts';
import { deviceTopic } from '../../../telemetry/topics.ts';
import type { PublishJob } from './publish-job.ts';

/** What templates of a run speak of: a device, and the connection that it is behind. */
export interface TemplateNames {
  readonly device: string;
  readonly site: string;
  /** Number in the whole fleet, from 1. */
  readonly index: number;
  readonly clientId: string;
}

type Templates = Pick<PublishJob, 'credentials' | 'topic'> & {
  readonly profile: { readonly profile: string };
};

/** @throws PmSimError `topic/invalid`, `topic/placeholder` */
export function telemetryTopic(job: Templates, names: TemplateNames): string {
  if (job.topic === undefined) return deviceTopic(names.site, names.device, 'telemetry');
  const username = usernameOf(job, names);
  const known = { ...knownOf(job, names), ...(username === undefined ? {} : { '%u': username }) };
  return checkedTopic(fill(job.topic, known), 'the topic of a device');
}

/** @throws PmSimError `topic/placeholder` */
export function usernameOf(job: Templates, names: TemplateNames): string | undefined {
  const { credentials } = job;
  return credentials && fill(credentials.username, knownOf(job, names));
}

function knownOf({ profile }: Templates, { device, site, index, clientId }: TemplateNames) {
  return {
    '{device}': device,
    '{site}': site,
    '{profile}': profile.profile,
    '%i': String(index),
    '%c': clientId,
  };
}

function fill(template: string, known: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\w+\}|%[icu]/gu, (placeholder) => {
    const value = known[placeholder];
    if (value !== undefined) return value;
    const names = Object.keys(known);
    const text = `"${template}" speaks of ${placeholder}, which is not known there.${didYouMean(placeholder, names)}`;
    throw new PmSimError('topic/placeholder', text, { hint: `There are ${names.join(', ')}.` });
  });
}
