import { describe, expect, test } from 'vitest';
import { checkCharacter, inAddress, inCode, inTyping, isShortCode, isToken } from '../src/device/codes';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const token = `7k3mw9q2xad${checkCharacter('7k3mw9q2xad')}`;
const short = `k7m3w9q${checkCharacter('k7m3w9q')}`;
const ours = ['https://tag.example'];

describe('check characters', () => {
  test('a body worked out by hand gets the character the server gives it', () => {
    // z=31 twice is 62, so 1 + 30 = 31; 32 - 31 = 1
    expect(checkCharacter('z')).toBe('1');
    expect(checkCharacter('00000000000')).toBe('0');
    // from the right: 2·1 + 1·1 = 3; 32 - 3 = 29
    expect(checkCharacter('11')).toBe('x');
  });

  test('every single wrong character is noticed', () => {
    for (let at = 0; at < token.length; at += 1) {
      const wrong = [...ALPHABET].filter((character) => character !== token[at]);
      expect(wrong.some((character) => isToken(token.slice(0, at) + character + token.slice(at + 1)))).toBe(false);
    }
  });

  test('a short code begins with a letter', () => {
    expect(isShortCode(short)).toBe(true);
    expect(isShortCode(`1234567${checkCharacter('1234567')}`)).toBe(false);
  });
});

describe('reading', () => {
  test('capitals, gaps, hyphens and look-alikes are forgiven', () => {
    expect(inTyping(` ${short.slice(0, 4).toUpperCase()}-${short.slice(4)} `, ours)).toEqual({ shortCode: short });
    const withOne = `a1b0c2d${checkCharacter('a1b0c2d')}`;
    expect(inTyping(withOne.replace('1', 'l').replace('0', 'O'), ours)).toEqual({ shortCode: withOne });
  });

  test('our own address gives its token, in either case', () => {
    expect(inAddress(`https://tag.example/t/${token}`, ours)).toEqual({ token });
    expect(inAddress(`HTTPS://TAG.EXAMPLE/T/${token.toUpperCase()}`, ours)).toEqual({ token });
  });

  test.each([
    ['a foreign origin', `https://evil.example/t/${token}`],
    ['our name as a mere beginning', `https://tag.example.evil.example/t/${token}`],
    ['another scheme', `http://tag.example/t/${token}`],
    ['another path', `https://tag.example/x/${token}`],
    ['a misread character', `https://tag.example/t/${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['a payment code', 'wxp://f2f0abcdefg'],
    ['mere text', token],
  ])('%s is nobody of ours', (_, text) => {
    expect(inAddress(text, ours)).toBeNull();
  });

  test('a typo gives nothing', () => {
    expect(inTyping('k7m3w9', ours)).toBeNull();
    expect(inTyping('', ours)).toBeNull();
  });
});

describe('what a code is', () => {
  test('a cadre\'s code carries its ticket behind the #', () => {
    expect(inCode('https://tag.example/app/activate#abc123', ours)).toEqual({ kind: 'ticket', ticket: 'abc123' });
    expect(inCode('https://evil.example/app/activate#abc123', ours)).toMatchObject({ kind: 'foreign', what: 'site' });
  });

  test('our own plate with a character misread is worn, never foreign and never another plate', () => {
    const misread = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
    expect(inCode(`https://tag.example/t/${misread}`, ours)).toEqual({ kind: 'worn' });
  });

  test.each([
    ['wxp://f2f0abcdefg', 'pay'],
    ['https://qr.alipay.com/fkx12345', 'pay'],
    ['https://u.wechat.com/abc', 'chat'],
    ['https://shop.example/x', 'site'],
    ['https://tag.example/r/k7m3w9q2xad1', 'receipt'],
    ['WIFI:S:village;;', 'words'],
    ['', 'words'],
  ])('%s is told as %s', (text, what) => {
    expect(inCode(text, ours)).toMatchObject({ kind: 'foreign', what });
  });
});
