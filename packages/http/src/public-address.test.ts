import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { assertPublicUrl, isPublicAddress, publicLookup } from './public-address.ts';

test.each([
  '127.0.0.1', '127.8.8.8', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255',
  '::1', '::', '::ffff:127.0.0.1', '::ffff:a00:1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '[::1]', 'nonsense', '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  'http://0x7f.1/', 'http://2130706433/', 'http://0177.0.0.1/', 'http://127.1/', 'http://[::ffff:127.0.0.1]/', 'http://[0:0:0:0:0:0:0:1]/',
  'http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/', 'https://169.254.169.254/latest/meta-data', 'http://①②⑦.⓪.⓪.①/',
])('a client may not choose %s', (url) => {
  expect(() => assertPublicUrl(url)).toThrow(expect.objectContaining({ code: 'forbidden' }));
});

test.each(['file:///etc/passwd', 'gopher://x/', 'http://user:password@example.com/', 'example.com', ''])('%s is not a URL for a request', (url) => {
  expect(() => assertPublicUrl(url)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});

test('a public URL is given back parsed', () => {
  expect(assertPublicUrl('https://example.com/a?b').pathname).toBe('/a');
});

test('every spelling of an IPv4 number is judged as the address it is', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.constantFrom(10, 8, 16), (number, radix) => {
      const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
      const prefix = { 10: '', 8: '0', 16: '0x' }[radix] ?? '';
      let allowed = true;
      try {
        assertPublicUrl(`http://${prefix}${number.toString(radix)}/`);
      } catch {
        allowed = false;
      }
      expect(allowed).toBe(isPublicAddress(address));
    }),
  );
});

test('a lookup with one private address among its answers is refused', () => {
  const lookup = publicLookup((_hostname, _options, callback) =>
    callback(null, [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.7', family: 4 },
    ]),
  );
  let seen: unknown;
  lookup('mixed.example', { all: true }, (error) => (seen = error));
  expect(seen).toMatchObject({ code: 'forbidden', details: { address: '10.0.0.7' } });
});

test('a failing lookup stays the failure it is', () => {
  const failure = new Error('ENOTFOUND');
  let seen: unknown;
  publicLookup((_hostname, _options, callback) => callback(failure, '', 4))('x.example', {}, (error) => (seen = error));
  expect(seen).toBe(failure);
});
