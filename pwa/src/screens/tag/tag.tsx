import { useLayoutEffect } from 'preact/hooks';
import { readTyped } from '../../device/scanner';
import { knowsTag, openTag } from '../../patrol/open-tag';
import type { Params } from '../../router';
import { lastSyncedAt } from '../../store/rows';
import { syncNow } from '../../sync/beat';
import { Button, ButtonLink } from '../../ui/button';
import { Card, Empty } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';

/** A plate scanned by the phone's own camera, or "我是管护员" on the public page: straight to the asset. */
export default function TagScreen({ token = '' }: Params) {
  const found = readTyped(token);
  const pulled = lastSyncedAt.value;
  // Before the paint: a plate that is known never shows this page, and a slow phone does not build it.
  useLayoutEffect(() => {
    if (found && !openTag(found, 'system') && !pulled) void syncNow();
  }, [token, pulled]);
  if (found && knowsTag(found)) return null;
  return (
    <Page title={say('app.tag.title')}>
      <Card>
        <Empty icon="search" title={say(found ? 'app.tag.unknown' : 'app.tag.wrong')}>{say(found ? 'app.tag.next' : 'app.tag.torn')}</Empty>
        {found && <Button kind="go" icon="send" testid="tag-pull" onClick={() => void syncNow()}>{say('app.tag.pull')}</Button>}
        <ButtonLink href="/app/scan" icon="scan">{say('app.scan')}</ButtonLink>
        {found?.token && <a class="chip-link" href={`/t/${found.token}`}>{say('app.tag.public')}</a>}
      </Card>
    </Page>
  );
}

