import { useState } from 'preact/hooks';
import { go } from '../../router';
import { sentenceOf } from '../../status/refusal';
import { unread } from '../../status/unread';
import { markRead } from '../../sync/notices';
import { Card, Empty, Row } from '../../ui/card';
import { agoWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { toast } from '../../ui/toast';
import { language, say } from '../../words';
import type { Notice } from '../../wire/types';
import { placeOf } from './place-of';

/** 提醒: what this person should hear of; a press says "seen" and leads to what it is about. */
export default function NoticesScreen() {
  return (
    <Page title={say('app.notices.title')} back="/app/mine">
      <Card>
        {unread.value.length === 0 && <Empty icon="inbox" title={say('app.notices.none')}>{say('app.notices.none_next')}</Empty>}
        <ul class="rows">{unread.value.map((notice) => <li key={notice.id}><NoticeRow notice={notice} /></li>)}</ul>
      </Card>
    </Page>
  );
}

function NoticeRow({ notice }: { notice: Notice }) {
  const [busy, setBusy] = useState(false);
  const open = async () => {
    if (busy) return;
    setBusy(true);
    const address = placeOf(notice.link);
    await markRead(notice.id).catch((refusal: unknown) => address ? null : toast({ words: sentenceOf(refusal) }));
    setBusy(false);
    if (address) go(address);
  };
  return (
    <Row title={language.value === 'en' ? notice.en : notice.zh} under={agoWords(notice.created_at)} testid={`notice-${notice.id}`}
      aside={placeOf(notice.link) ? undefined : say('app.notices.seen')} onClick={() => void open()} />
  );
}
