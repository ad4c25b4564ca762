import { LlmrrError, type FileContent, type ImageContent } from '@llmrr/core';

import type { ImageMediaType, WireDocument, WireImage } from './wire-request.ts';

const imageTypes: readonly ImageMediaType[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** How the base64 of each format begins, for images that came without a media type. */
const beginnings: readonly (readonly [string, ImageMediaType])[] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** Throws `unsupported-capability` for a format that the API does not read. */
export function wireImage(image: ImageContent, model: string): WireImage {
  const { url, data, mediaType } = unpacked(image);
  if (data !== undefined) return { type: 'image', source: { type: 'base64', media_type: imageType(mediaType, data, model), data } };
  if (url !== undefined) return { type: 'image', source: { type: 'url', url } };
  throw new LlmrrError('invalid-request', 'an image has neither url nor data; expected exactly one of them');
}

/** A PDF, a text, or an image sent as a file; throws `unsupported-capability` for others. */
export function wireFile(file: FileContent, model: string): WireDocument | WireImage {
  const { url, data, mediaType } = unpacked(file);
  const title = file.name === undefined ? {} : { title: file.name };
  if (mediaType?.startsWith('image/')) {
    if (file.fileId !== undefined) return { type: 'image', source: { type: 'file', file_id: file.fileId } };
    return wireImage({ type: 'image', mediaType, ...(url !== undefined && { url }), ...(data !== undefined && { data }) }, model);
  }
  if (file.fileId !== undefined) return { type: 'document', source: { type: 'file', file_id: file.fileId }, ...title };
  if (url !== undefined) return { type: 'document', source: { type: 'url', url }, ...title };
  if (data === undefined) throw new LlmrrError('invalid-request', 'a file has none of url, data and fileId; expected exactly one of them');
  if (mediaType === 'application/pdf' || (mediaType === undefined && data.startsWith('JVBERi'))) {
    return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data }, ...title };
  }
  if (mediaType?.startsWith('text/') || mediaType === 'application/json') {
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: Buffer.from(data, 'base64').toString('utf8') }, ...title };
  }
  throw new LlmrrError('unsupported-capability', `${model} reads files of application/pdf, text/* and images; found ${mediaType ?? 'no mediaType'}; convert the file, or name its mediaType`);
}

function imageType(mediaType: string | undefined, data: string, model: string): ImageMediaType {
  const type = mediaType === 'image/jpg' ? 'image/jpeg' : (mediaType ?? beginnings.find(([beginning]) => data.startsWith(beginning))?.[1]);
  const known = imageTypes.find((candidate) => candidate === type);
  if (known) return known;
  throw new LlmrrError('unsupported-capability', `${model} reads images of ${imageTypes.join(', ')}; found ${type ?? 'no mediaType, and none of their signatures'}; convert the image`);
}

interface Media {
  readonly url?: string | undefined;
  readonly data?: string | undefined;
  readonly mediaType?: string | undefined;
}

/** Other dialects put base64 into a `data:` URL. */
function unpacked({ url, data, mediaType }: Media): Media {
  if (!url?.startsWith('data:')) return { url, data, mediaType };
  const comma = url.indexOf(',');
  const [type, ...parameters] = url.slice('data:'.length, comma).split(';');
  if (comma === -1) throw new LlmrrError('invalid-request', 'a data: URL has no comma; expected data:TYPE;base64,DATA');
  const content = url.slice(comma + 1);
  return {
    data: parameters.includes('base64') ? content : Buffer.from(decodeURIComponent(content), 'utf8').toString('base64'),
    mediaType: mediaType ?? (type || undefined),
  };
}
