import { useRef, useState } from 'preact/hooks';
import { Button, ButtonLink } from '../ui/button';
import { Card } from '../ui/card';
import { LongField } from '../ui/field';
import { PhotoButton } from '../ui/photo';
import { say } from '../words';
import type { Report, ReportAnswer } from '../wire/types';
import { answerReport } from './answer';
import { smallPhoto } from './take-photo';
import { usePlace } from './use-place';

interface AnswerProps {
  report: Report;
}

/** 修好了 at one tap; 没修好 leads to where it is said what is wrong. */
export const MendedOrNot = ({ report }: AnswerProps) => (
  <div class="foot-two">
    <ButtonLink href={`/app/report/${report.id}?bad=1`} testid={`not-mended-${report.id}`}>{say('app.answer.not_mended')}</ButtonLink>
    <Button kind="go" icon="check" testid={`mended-${report.id}`} onClick={() => answerReport(report, 'mended')}>{say('app.answer.mended')}</Button>
  </div>
);

/** What the reporter is asked about his own report, each answered at one tap where that says enough. */
export function AnswerCard({ report, isBad }: AnswerProps & { isBad: boolean }) {
  const may = (answer: ReportAnswer): boolean => report.may.includes(answer);
  if (may('supply')) return <Supply report={report} />;
  if (may('appeal')) return <Appeal report={report} />;
  if (may('mended') && !isBad) return <Card tone="way" heading={say('app.answer.asked')}><MendedOrNot report={report} /></Card>;
  return may('not_mended') ? <NotMended report={report} /> : null;
}

const PHRASES = ['same', 'again', 'half', 'worse'];

const NotMended = ({ report }: AnswerProps) => (
  <Card heading={say('app.answer.how_bad')}>
    <ul class="stack">
      {PHRASES.map((phrase) => (
        <li key={phrase}>
          <Button testid={`phrase-${phrase}`} onClick={() => answerReport(report, 'not_mended', say(`app.answer.phrase.${phrase}`))}>
            {say(`app.answer.phrase.${phrase}`)}
          </Button>
        </li>
      ))}
      <li><PhotoAnswer report={report} answer="not_mended" words={say('app.answer.photo')} /></li>
    </ul>
  </Card>
);

interface PhotoAnswerProps extends AnswerProps {
  answer: ReportAnswer;
  words: string;
  said?: () => string;
  onTaking?: (isUnderWay: boolean) => void;
}

/** A picture says it all: it is saved as soon as it is there, with what was said by then. */
function PhotoAnswer({ report, answer, words, said = () => '', onTaking = () => undefined }: PhotoAnswerProps) {
  const { place } = usePlace();
  const take = async (file: File) => {
    onTaking(true);
    try {
      const photo = await smallPhoto(file, place.value);
      await answerReport(report, answer, said(), [photo]);
    } finally {
      onTaking(false);
    }
  };
  return <PhotoButton testid="answer-photo" words={words} onFile={take} />;
}

function Supply({ report }: AnswerProps) {
  const [words, setWords] = useState('');
  const [isTaking, setTaking] = useState(false);
  const latest = useRef('');
  latest.current = words;
  return (
    <Card tone="wait" heading={say('app.answer.question')}>
      {report.question && <p class="strong">{report.question}</p>}
      <LongField label={say('app.answer.reply')} value={words} onInput={setWords} testid="answer-words" />
      {words.trim() && !isTaking && <Button kind="go" testid="answer-send" onClick={() => answerReport(report, 'supply', words)}>{say('app.answer.send')}</Button>}
      <PhotoAnswer report={report} answer="supply" words={say('app.answer.photo')} said={() => latest.current} onTaking={setTaking} />
    </Card>
  );
}

function Appeal({ report }: AnswerProps) {
  const [words, setWords] = useState('');
  return (
    <Card heading={say('app.answer.appeal')}>
      <LongField label={say('app.answer.appeal_words')} value={words} onInput={setWords} testid="appeal-words" />
      <Button testid="appeal" onClick={() => answerReport(report, 'appeal', words)}>{say('app.answer.appeal_go')}</Button>
    </Card>
  );
}
