export { catalogue, type Catalogue, type CatalogueEntry, type CatalogueSources, type PriceDifference } from './catalogue.ts';
export { loadCatalogue } from './load-catalogue.ts';
export { qualityPrior } from './quality-prior.ts';
