export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface LoggerOptions {
  readonly level?: LogLevel;
  /** One JSON object a line instead of text. */
  readonly json?: boolean;
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

/** Lines on stderr, secrets taken out by name and by shape. Files, rotation and metrics come with @llmrr/monitoring. */
export class Logger {
  readonly name: string;
  readonly #options: Required<LoggerOptions>;

  constructor(name: string, { level = 'info', json = false, write = (line) => process.stderr.write(`${line}\n`), now = () => new Date() }: LoggerOptions = {}) {
    this.name = name;
    this.#options = { level, json, write, now };
  }

  debug(message: string, details?: unknown): void {
    this.#log('debug', message, details);
  }
  info(message: string, details?: unknown): void {
    this.#log('info', message, details);
  }
  warn(message: string, details?: unknown): void {
    this.#log('warn', message, details);
  }
  error(message: string, details?: unknown): void {
    this.#log('error', message, details);
  }

  #log(level: LogLevel, message: string, details: unknown): void {
    const { level: least, json, write, now } = this.#options;
    if (order.indexOf(level) < order.indexOf(least)) return;
    const safe = details === undefined ? undefined : redact(details, 0);
    const time = now().toISOString();
    const text = redactText(message);
    write(json ? JSON.stringify({ time, level, name: this.name, message: text, ...(safe !== undefined && { details: safe }) }) : `${time} ${level.toUpperCase().padEnd(5)} ${this.name}: ${text}${safe === undefined ? '' : ` ${JSON.stringify(safe)}`}`);
  }
}

const secretName = /api[-_]?key|authorization|password|secret|token$/i;
const secretText = /\b(sk|pk|rk|gsk|xai|key)-[A-Za-z0-9_-]{8,}|Bearer\s+\S+/g;

function redactText(text: string): string {
  return text.replace(secretText, '[redacted]');
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Error) return { name: value.name, message: redactText(value.message), ...(value.stack && { stack: redactText(value.stack) }) };
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth > 8) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, secretName.test(key) ? '[redacted]' : redact(inner, depth + 1)]));
}
