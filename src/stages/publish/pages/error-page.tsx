import { everything } from '../../../model/filter.ts';
import { document, Layout, type PageContext } from './layout.tsx';

/** A page that says what is wrong and where to go on. */
export function errorPage(status: number, heading: string, message: string, context: PageContext): string {
  return document(
    <Layout context={context} title={`${heading} · ${context.site.title}`} feed={everything}>
      <div class="notice">
        <p class="status">{status}</p>
        <h1>{heading}</h1>
        <p>{message}</p>
        <p>
          <a href={context.addresses.front()}>To the front page</a>
        </p>
      </div>
    </Layout>,
  );
}
