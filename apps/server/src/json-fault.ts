/** Where a text stops being JSON, for the one who must repair it. */
export interface JsonFault {
  /** From 0, in characters. */
  readonly position: number;
  readonly line: number;
  readonly column: number;
  /** 'expected a value, found "}"' */
  readonly problem: string;
}

/** Reads JSON that `JSON.parse` refused, to say where and why: its own messages name no position on every Node. The nesting must be bounded by the caller. */
export function jsonFault(text: string): JsonFault {
  const reader = new Reader(text);
  try {
    reader.value();
    reader.expectEnd();
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    const before = text.slice(0, thrown.position).split('\n');
    return { position: thrown.position, line: before.length, column: before.at(-1)!.length + 1, problem: thrown.message };
  }
  return { position: 0, line: 1, column: 1, problem: 'not JSON' };
}

class Fault extends Error {
  readonly position: number;

  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapes = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const spaces = /[ \t\n\r]*/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#skip();
    const first = this.#text[this.#at];
    if (first === '{') this.#members('}', () => this.#member());
    else if (first === '[') this.#members(']', () => this.value());
    else if (first === '"') this.#string();
    else if (first !== undefined && /[-\d]/.test(first)) this.#number();
    else {
      const word = ['true', 'false', 'null'].find((one) => this.#text.startsWith(one, this.#at));
      if (!word) throw this.#unexpected('a value');
      this.#at += word.length;
    }
  }

  expectEnd(): void {
    this.#skip();
    if (this.#at < this.#text.length) throw this.#unexpected('the end');
  }

  #members(close: string, member: () => void): void {
    this.#at++;
    this.#skip();
    if (this.#text[this.#at] === close) return void this.#at++;
    for (;;) {
      member();
      this.#skip();
      const next = this.#text[this.#at];
      if (next === close) return void this.#at++;
      if (next !== ',') throw this.#unexpected(`"," or "${close}"`);
      this.#at++;
    }
  }

  #member(): void {
    this.#skip();
    if (this.#text[this.#at] !== '"') throw this.#unexpected('a name in double quotes');
    this.#string();
    this.#skip();
    if (this.#text[this.#at] !== ':') throw this.#unexpected('":"');
    this.#at++;
    this.value();
  }

  #string(): void {
    for (this.#at++; ; ) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) return void this.#at++;
      if (code === 0x5c) {
        const start = this.#at;
        this.#match(escapes);
        if (this.#at === start) throw new Fault(start, 'a wrong escape in a string');
      } else if (code >= 0x20) this.#at++;
      else if (Number.isNaN(code)) throw this.#unexpected('the closing quote');
      else throw new Fault(this.#at, 'a control character in a string; escape it');
    }
  }

  #number(): void {
    const start = this.#at;
    this.#match(numbers);
    if (this.#at === start) throw this.#unexpected('a number');
  }

  #skip(): void {
    this.#match(spaces);
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
  }

  #unexpected(expected: string): Fault {
    const found = this.#text.codePointAt(this.#at);
    return new Fault(this.#at, `expected ${expected}, found ${found === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(found))}`);
  }
}
