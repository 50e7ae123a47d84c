/** What a person does here, read from the roles; only for comfort, the server decides. */
import { me } from '../store/session';
import { sayKnown } from '../words';

const VISITORS = ['patrol_worker', 'custodian', 'village_admin', 'village_leader', 'township_staff', 'county_staff', 'dept_staff'];

export const mayVisit = (): boolean => (me.value?.roles ?? []).some((role) => VISITORS.includes(role));

/** Who hangs plates and registers what he meets. */
const HANGERS = ['patrol_worker', 'custodian', 'village_admin'];

export const mayHang = (): boolean => (me.value?.roles ?? []).some((role) => HANGERS.includes(role));

const CORRECTORS = ['patrol_worker', 'custodian', 'village_admin', 'township_staff', 'county_staff'];

export const mayCorrect = (): boolean => (me.value?.roles ?? []).some((role) => CORRECTORS.includes(role));

const REPORTERS = [...VISITORS, 'household_rep'];

export const mayReport = (): boolean => (me.value?.roles ?? []).some((role) => REPORTERS.includes(role));

/** The posts this person holds, as people call them. */
export const roleWords = (): string =>
  [...new Set((me.value?.roles ?? []).map((role) => sayKnown(`app.role.${role}`, 'app.role.other')))].join('、');
