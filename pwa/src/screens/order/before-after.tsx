import { Card } from '../../ui/card';
import { SentPhotos } from '../../ui/photo';
import { say } from '../../words';
import type { Order } from '../../wire/types';

/** What it was and what it is, side by side: the whole of an acceptance. */
export const BeforeAndAfter = ({ order }: { order: Order }) =>
  order.before.length + order.after.length === 0 ? null : (
    <Card>
      <div class="pair">
        <div>
          <h3>{say('app.order.before')}</h3>
          {order.before.length > 0 ? <SentPhotos ids={order.before} words={say('app.order.before')} /> : <p class="soft small">{say('app.order.no_photo')}</p>}
        </div>
        <div>
          <h3>{say('app.order.after')}</h3>
          {order.after.length > 0 ? <SentPhotos ids={order.after} words={say('app.order.after')} /> : <p class="soft small">{say('app.order.no_photo')}</p>}
        </div>
      </div>
    </Card>
  );
