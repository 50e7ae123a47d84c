import { useState } from 'preact/hooks';
import { shareFiles } from '../../device/share';
import { againAt } from '../../patrol/again';
import { FullCard } from '../../status/full-card';
import { OverdueCard } from '../../status/overdue-card';
import { isAnyOverdue, isOverdue } from '../../status/sync-state';
import { discardRefused, handInWithout, outbox, type Waiting } from '../../store/outbox';
import { asFiles } from '../../store/parcel';
import { me } from '../../store/session';
import { syncNow, syncState } from '../../sync/beat';
import { Button, ButtonLink } from '../../ui/button';
import { Card, Empty } from '../../ui/card';
import { Chip, type Tone } from '../../ui/chip';
import { agoWords, dateOn, untilWords } from '../../ui/dates';
import { sizeWords } from '../../ui/figures';
import { Page } from '../../ui/page';
import { toast } from '../../ui/toast';
import { say } from '../../words';

/** 未上传: each thing in words, when the next try comes, and two ways to help it along. */
export default function OutboxScreen() {
  const waiting = outbox.value;
  if (waiting.length === 0) {
    return (
      <Page title={say('app.outbox.title')}>
        <Card><Empty icon="check" title={say('app.sync.done')}>{say('app.outbox.empty')}</Empty></Card>
        <FullCard />
        <Trouble />
      </Page>
    );
  }
  return (
    <Page title={say('app.outbox.title')}>
      {isAnyOverdue.value ? <OverdueCard /> : <Card tone="good" heading={say('app.outbox.safe')}><p class="soft">{say('app.outbox.by_itself')}</p></Card>}
      <FullCard />
      <Card><ul class="rows">{waiting.map((item) => <li key={item.id}><WaitingRow item={item} /></li>)}</ul></Card>
      <Trouble />
      <SendNow />
      <Button icon="save" testid="save-as-file" onClick={() => void saveAsFile()}>{say('app.outbox.as_file')}</Button>
      <p class="soft centre">{nextTryWords()}</p>
    </Page>
  );
}

/** Why the last try did not end well, such as a server that rests or a sign-in that ran out. */
const Trouble = () => syncState.value.problem && <Card tone="wait"><p role="status">{syncState.value.problem}</p></Card>;

const SendNow = () => {
  const busy = syncState.value.phase === 'sending' || syncState.value.phase === 'pulling';
  return <Button kind="go" icon="send" testid="send-now" busy={busy} onClick={() => void syncNow()}>{say(busy ? 'app.outbox.sending' : 'app.outbox.send_now')}</Button>;
};

function nextTryWords(): string {
  const { nextTryAt } = syncState.value;
  return nextTryAt === null ? say('app.outbox.next_online') : say('app.outbox.next', untilWords(nextTryAt));
}

function nameOf(number: number, count: number): string {
  const day = dateOn(new Date());
  return say('app.outbox.file_name', count > 1 ? `${day}-${number}` : day);
}

async function saveAsFile(): Promise<void> {
  if (!me.value) return;
  await asFiles(me.value.user_id)
    .then((blobs) => shareFiles(blobs.map((blob, at) => [blob, nameOf(at + 1, blobs.length)])))
    .catch(() => toast({ words: say('app.outbox.file_failed') }));
}

const LOOKS: Record<Waiting['state'], { tone: Tone; words: string }> = {
  waiting: { tone: 'way', words: 'app.outbox.waiting' },
  lacking_files: { tone: 'way', words: 'app.outbox.lacking_files' },
  quarantined: { tone: 'wait', words: 'app.outbox.quarantined' },
  conflict: { tone: 'bad', words: 'app.outbox.conflict' },
  rejected: { tone: 'bad', words: 'app.outbox.rejected' },
  id_reused: { tone: 'bad', words: 'app.outbox.rejected' },
};

/** Refused for good; a conflict still waits for somebody at the desk. */
const MAY_LEAVE = new Set<Waiting['state']>(['rejected', 'id_reused']);

function underWords(item: Waiting): string {
  if (item.reason) return item.reason;
  if (item.state === 'lacking_files') return say('app.outbox.missing', item.missing);
  const photos = item.fileCount > 0 ? say('app.outbox.photos', item.fileCount) : null;
  return [agoWords(item.savedAt), photos, sizeWords(item.bytes)].filter(Boolean).join(' · ');
}

/** A photo that the phone has lost, or the server refuses for good: the record may go without it, and says so. */
function Lost({ item }: { item: Waiting }) {
  const why = say(item.spoilt ? 'app.reason.photo_refused' : 'app.reason.photo_gone');
  return (
    <>
      {item.reason !== why && <span class="soft small">{why}</span>}
      {item.givenUp
        ? <span class="soft small" data-testid="given-up">{say('app.outbox.given_up')}</span>
        : <Button icon="send" testid="hand-in-without" onClick={() => void handInWithout(item.id)}>{say('app.outbox.hand_in_without')}</Button>}
    </>
  );
}

/** What was refused goes back to its screen, where that still takes it. */
function ChangeIt({ id }: { id: string }) {
  const address = againAt(id);
  return address && <ButtonLink href={address} testid="change-it">{say('app.outbox.change_it')}</ButtonLink>;
}

function WaitingRow({ item }: { item: Waiting }) {
  const [asks, setAsks] = useState(false);
  const { tone, words } = LOOKS[item.state];
  return (
    <div class="row outbox-row" data-testid={`outbox-${item.state}`}>
      <span class="row-main">
        <span class="row-title">{item.title}</span>
        <span class="soft small">{underWords(item)}</span>
        {item.state === 'conflict' && <span class="soft small">{say('app.outbox.conflict_next')}</span>}
        {item.lost > 0 && <Lost item={item} />}
        {MAY_LEAVE.has(item.state) && <ChangeIt id={item.id} />}
        {MAY_LEAVE.has(item.state) && !asks && <Button kind="quiet" icon="bin" testid="discard" onClick={() => setAsks(true)}>{say('app.outbox.discard')}</Button>}
        {asks && (
          <span class="foot-two">
            <Button onClick={() => setAsks(false)}>{say('app.outbox.keep')}</Button>
            <Button kind="stop" testid="discard-sure" onClick={() => void discardRefused(item.id)}>{say('app.outbox.discard_sure')}</Button>
          </span>
        )}
      </span>
      <Chip tone={isOverdue(item) ? 'bad' : tone}>{say(words)}</Chip>
    </div>
  );
}
