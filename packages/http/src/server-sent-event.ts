/** As the WHATWG HTML standard dispatches it; `event` and `id` only where the server sent them. */
export interface ServerSentEvent {
  readonly event?: string;
  readonly data: string;
  readonly id?: string;
}

/** The event on the wire, with its blank line. Data with line breaks becomes several `data:` lines. */
export function encodeEvent({ event, data, id }: ServerSentEvent): string {
  let text = '';
  if (event !== undefined) text += `event: ${oneLine(event)}\n`;
  if (id !== undefined) text += `id: ${oneLine(id)}\n`;
  if (!data.includes('\n') && !data.includes('\r')) return `${text}data: ${data}\n\n`;
  for (const line of data.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  return text + '\n';
}

function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ');
}
