import { codeWords } from '../../patrol/plates';
import type { Params } from '../../router';
import { mayHang } from '../../status/roles';
import { assetOfTag, blankTagOf } from '../../store/rows';
import { ButtonLink } from '../../ui/button';
import { Card, Empty } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';

/** A blank plate in the hand: does it go on something that is in the books, or on something new? */
export default function PlateScreen({ token = '' }: Params) {
  const blank = blankTagOf(token);
  const asset = blank ? undefined : assetOfTag(token);
  if (!blank || !mayHang()) {
    return (
      <Page title={say('app.plate.title')}>
        <Card>
          <Empty icon="search" title={say(asset ? 'app.plate.used' : 'app.plate.not_here')}>{say(asset ? 'app.plate.used_next' : 'app.plate.not_here_next')}</Empty>
          {asset && <ButtonLink href={`/app/asset/${asset.id}`}>{asset.name}</ButtonLink>}
        </Card>
      </Page>
    );
  }
  return (
    <Page title={say('app.plate.title')} under={say('app.plate.code', codeWords(blank.short_code))}>
      <Card heading={say('app.plate.where')}>
        <div class="stack">
          <ButtonLink href={`/app/register?token=${blank.token}`} kind="go" icon="plus" testid="plate-new">{say('app.plate.new')}</ButtonLink>
          <ButtonLink href={`/app/hang/${blank.token}`} icon="list" testid="plate-known">{say('app.plate.known')}</ButtonLink>
        </div>
      </Card>
      <p class="soft centre">{say('app.plate.how')}</p>
    </Page>
  );
}
