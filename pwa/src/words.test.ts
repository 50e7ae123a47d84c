import { afterEach, expect, test } from 'vitest';
import { say, sayKnown, speak } from './words';

afterEach(() => speak('zh-CN'));

test('facts stand where each language wants them', async () => {
  expect(say('app.next.way', '北边', '200 米')).toBe('北边 200 米');
  await speak('en');
  expect(say('app.next.way', 'north', '200 m')).toBe('200 m to the north');
});

test('a state that a newer server invented is said in general words', () => {
  expect(sayKnown('app.order.status.teleported', 'app.status.other')).toBe('办理中');
});
