import { saveAct } from '../../patrol/save-act';
import { useDraft } from '../../patrol/use-draft';
import { goInstead, type Params } from '../../router';
import { mayCorrect } from '../../status/roles';
import type { Draft } from '../../store/outbox';
import { assets } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { LongField } from '../../ui/field';
import { Opening, Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset, Fact } from '../../wire/types';

/** The facts that may be put right in the field, and their most characters. */
const LONGEST: Record<Fact, number> = { address: 200, spec: 500 };
const FACTS = Object.keys(LONGEST) as Fact[];
type Told = Partial<Record<Fact, { old: string; new: string }>>;

/** False as well for what was put right already: the phone may have died between two facts. */
const isDue = (asset: Asset, told: Told, fact: Fact): boolean =>
  told[fact] !== undefined && ![told[fact].old, asset[fact] ?? ''].includes(told[fact].new.trim());

/** 登记的不对: what the register says of this thing, to be put right; a fact at a time. */
export default function CorrectScreen({ id = '' }: Params) {
  const asset = assets.value.get(id);
  if (!asset || !mayCorrect()) return <Page title={say('app.asset.unknown_title')}><p>{say('app.asset.unknown_next')}</p></Page>;
  return <Facts asset={asset} />;
}

function Facts({ asset }: { asset: Asset }) {
  const draft = useDraft<Told>(`correct/${asset.id}`, () => ({}));
  const told = draft.value;
  if (!told) return <Opening title={say('app.correct.title')} back={`/app/asset/${asset.id}`} />;
  const due = FACTS.filter((fact) => isDue(asset, told, fact));
  const tell = (fact: Fact, words: string) => draft.change((now) => ({ ...now, [fact]: { old: now[fact]?.old ?? asset[fact] ?? '', new: words } }));
  const save = async () => {
    for (const fact of due) {
      const isLast = fact === due.at(-1);
      if (!(await saveAct(correction(asset, fact, told), [], isLast ? draft : undefined))) return;
    }
    goInstead(`/app/asset/${asset.id}`);
  };
  return (
    <Page title={say('app.correct.title')} under={asset.name} back={`/app/asset/${asset.id}`}
      foot={due.length > 0 && <Button kind="go" testid="correct-save" onClick={save}>{say('app.correct.save')}</Button>}>
      <p class="soft">{say('app.correct.how')}</p>
      <Card>
        {FACTS.map((fact) => (
          <LongField key={fact} label={say(`app.correct.${fact}`)} value={told[fact]?.new ?? asset[fact] ?? ''} maxLength={LONGEST[fact]}
            testid={`fact-${fact}`} onInput={(words) => tell(fact, words)} />
        ))}
      </Card>
    </Page>
  );
}

function correction(asset: Asset, fact: Fact, told: Told): Draft<'asset.correct'> {
  const { old = '', new: put = '' } = told[fact] ?? {};
  const payload = { field: fact, old, new: put.trim() };
  return { kind: 'asset.correct', subjectId: asset.id, baseVersion: null, payload, title: say('app.correct.item_title', asset.name) };
}
