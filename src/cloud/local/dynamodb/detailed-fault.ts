import { AwsFault } from '../service.ts';

/** A fault whose answer has members beside the message, where SDK clients look for them. */
export class DetailedFault extends AwsFault {
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, members: Readonly<Record<string, unknown>>) {
    super(code, message);
    this.members = members;
  }
}
