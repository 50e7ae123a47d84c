/** Days and times in words. Dates are those of the county, Asia/Shanghai, wherever the phone believes it is. */
import { countyTime } from '../wire/county-time';
import { language, say } from '../words';

const DAY_MS = 86_400_000;

/** The county's date of a moment, as YYYY-MM-DD. */
export const dateOn = (moment: Date): string => countyTime(moment).slice(0, 10);

/** Whole days from one date to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** 11月24日, or 24 Nov. */
export function dayWords(date: string): string {
  const [, month, day] = date.split('-').map(Number);
  if (language.value === 'en') {
    return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
  }
  return say('app.date.day', { month: month ?? '', day: day ?? '' });
}

/** 星期 as a neighbour says it: 周二. */
export const weekdayWords = (date: string): string => say(`app.date.weekday.${new Date(`${date}T00:00:00Z`).getUTCDay()}`);

export const timeWords = (moment: string): string => countyTime(new Date(moment)).slice(11, 16);

/** 今天 10:42, 昨天, 3天前, and beyond a month the day itself. */
export function agoWords(moment: string, now = new Date()): string {
  const days = daysBetween(dateOn(new Date(moment)), dateOn(now));
  if (days <= 0) return say('app.date.today_at', timeWords(moment));
  if (days === 1) return say('app.date.yesterday');
  return days <= 30 ? say('app.date.days_ago', days) : dayWords(dateOn(new Date(moment)));
}

/** 今天 16:42, or 11月25日 16:42: a moment that is still to come or just over. */
export function momentWords(moment: string, now = new Date()): string {
  const date = dateOn(new Date(moment));
  return date === dateOn(now) ? say('app.date.today_at', timeWords(moment)) : `${dayWords(date)} ${timeWords(moment)}`;
}

/** How long until a moment: 马上, 4 分钟后, 2 小时后. */
export function untilWords(moment: number, now = Date.now()): string {
  const minutes = Math.round((moment - now) / 60_000);
  if (minutes < 1) return say('app.date.at_once');
  return minutes < 60 ? say('app.date.in_minutes', minutes) : say('app.date.in_hours', Math.round(minutes / 60));
}

const HOUR_MS = 3_600_000;

/** Whole hours until the county's day `date` is over. */
export const hoursLeft = (date: string, now = Date.now()): number =>
  Math.floor((Date.parse(`${date}T24:00:00+08:00`) - now) / HOUR_MS);
