// What a program in TypeScript relies on: rows with their columns, an object beside them, a problem with what is wrong.
import type { components, paths } from "./careduty.js";

type Answer<P extends keyof paths> = paths[P]["get"]["responses"] extends { 200: { content: { "application/json": infer A } } } ? A : never;

export function leaders(table: Answer<"/v1/reports/{measure}/league-table">): string[] {
  return table.data.filter((row) => row.value !== null && row.rank === 1).map((row) => `${row.area_name}: ${row.value} ${row.unit} (${row.release})`);
}

export function place(answer: Answer<"/v1/reports/{measure}/areas/{area}">): [string, number] {
  return [answer.object.sentence, answer.data.length];
}

export function wrong(problem: components["schemas"]["Problem"]): string {
  return `${problem.status} ${problem.title}: ${problem.detail}`;
}
