/**
 * Most devices of a fleet that begins when the first of them is connected: the others follow within
 * moments, and what they have to say waits in their outboxes.
 */
export const BEGINS_WITH_FIRST_MAX = 64;
