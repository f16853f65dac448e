import { AwsFault } from '../service.ts';

/** Faults of the IoT API with their HTTP statuses (AWS IoT API reference, "Errors" of each operation). */
export function notFound(message: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', message, 404);
}

export function invalidRequest(message: string): AwsFault {
  return new AwsFault('InvalidRequestException', message, 400);
}

export function alreadyExists(message: string): AwsFault {
  return new AwsFault('ResourceAlreadyExistsException', message, 409);
}

export function deleteConflict(message: string): AwsFault {
  return new AwsFault('DeleteConflictException', message, 409);
}
