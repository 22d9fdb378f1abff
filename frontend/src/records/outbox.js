export function outbox() {}
