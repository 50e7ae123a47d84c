import { openTag } from '../../patrol/open-tag';
import { ScanBox } from '../../patrol/scan-box';
import { go } from '../../router';
import { mayHang } from '../../status/roles';
import { ButtonLink } from '../../ui/button';
import { Page } from '../../ui/page';
import { say } from '../../words';

/** 扫一扫: a plate opens its thing, a blank one asks where it goes, a cadre's code opens the phone. */
export default function ScanScreen() {
  return (
    <Page title={say('app.scan')}>
      <ScanBox
        onFound={(found, by) => (openTag(found, by) ? null : say('app.scan.unknown'))}
        onTicket={(ticket) => go(`/app/activate#${ticket}`)}
      />
      {mayHang() && <ButtonLink href="/app/register" kind="quiet" icon="plus" testid="register-bare">{say('app.scan.no_plate')}</ButtonLink>}
    </Page>
  );
}
