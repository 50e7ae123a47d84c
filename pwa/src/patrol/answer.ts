/** What somebody answers about what he reported himself: mended or not, what was asked, an objection. */
import type { Draft } from '../store/outbox';
import type { Photo } from '../store/photos';
import { say } from '../words';
import type { Report, ReportAnswer } from '../wire/types';
import { saveAct } from './save-act';
import { inSlots } from './slots';

const answering = (report: Report, answer: ReportAnswer, words: string): Draft<'damage.answer'> => ({
  kind: 'damage.answer', subjectId: report.id, baseVersion: null, title: say(`app.answer.item.${answer}`, report.title),
  payload: { answer, words },
});

/** True when the answer lies on the phone. */
export const answerReport = (report: Report, answer: ReportAnswer, words = '', photos: Photo[] = []): Promise<boolean> =>
  saveAct(answering(report, answer, words.trim()), inSlots('feedback', photos));
