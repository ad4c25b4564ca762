import { PromptTemplate } from './prompt-template.ts';

/** What this project itself says to models. Each can be replaced; the variables have to stay. */
export const promptTexts = {
  /** Retrieval: contexts are joined by a blank line. */
  answerFromContext: 'Context:\n{context}\n\nQuestion: {question}\n\nAnswer:',
  /** Synthesis of retrieved pieces. */
  synthesize: 'Context:\n{context}\n\nQuery: {query}\n\nAnswer:',
  summarizeDocument: 'Write a summary of the document below. Keep every fact that a question could be about.\n\n{document}\n\nSummary:',
  answerFromSummaries: 'Below are summaries of several documents. Answer the question from them alone, and say so when they do not hold the answer.\n\n{summaries}\n\nQuestion: {question}\n\nAnswer:',
  refineAnswer: 'An answer was written from earlier context. Improve it where the new context adds or corrects something; otherwise give it back unchanged.\n\nQuestion: {question}\n\nAnswer so far: {answer}\n\nNew context:\n{context}\n\nImproved answer:',
  rerank: 'Order the passages by how well they answer the query. Reply with a JSON array of their numbers, best first, and nothing else.\n\nQuery: {query}\n\nPassages:\n{passages}',
} as const;

export type PromptName = keyof typeof promptTexts;

/** Templates of all prompts, with some of them in other words. Throws `invalid-request` when a replacement names a variable that is not there to be filled. */
export function prompts(replacements: Readonly<Partial<Record<PromptName, string>>> = {}): Readonly<Record<PromptName, PromptTemplate>> {
  const entries = (Object.keys(promptTexts) as PromptName[]).map((name) => {
    const { variables } = PromptTemplate.fromTemplate(promptTexts[name]);
    return [name, new PromptTemplate({ template: replacements[name] ?? promptTexts[name], variables })] as const;
  });
  return Object.fromEntries(entries) as Record<PromptName, PromptTemplate>;
}
