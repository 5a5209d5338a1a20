import { describe, expect, it } from '@jest/globals';
import { drawQuestions, hasOneContinuation } from './questions.js';
import { planRequest } from './request-plan.js';
import { isKill, nameOf, planDisturbances } from './schedule.js';

const plan = (seed: number, kills: number) =>
  planDisturbances({ seed, kills, seats: { gateway: 2, worker: 3 }, pauseMs: 100 });

describe('the plan of a campaign', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(plan(7, 50)).toEqual(plan(7, 50));
    expect(plan(8, 50)).not.toEqual(plan(7, 50));
    expect(drawQuestions(7)).toEqual(drawQuestions(7));
    expect(drawQuestions(8)).not.toEqual(drawQuestions(7));
  });

  it('has as many kills as were asked for, and everything else among them', () => {
    const planned = plan(1, 1_000);
    expect(planned.filter(isKill)).toHaveLength(1_000);
    expect([...new Set(planned.map(nameOf))].sort()).toEqual([
      'drain gateway',
      'drain worker',
      'freeze gateway',
      'freeze worker',
      'kill Redis',
      'kill gateway',
      'kill worker',
    ]);
  });

  it('begins like a longer one', () => {
    const short = plan(3, 10);
    expect(plan(3, 20).slice(0, short.length)).toEqual(short);
  });

  it('knows each request whatever came before it', () => {
    const questions = drawQuestions(1);
    const plans = Array.from({ length: 200 }, (_, number) => planRequest(1, number, questions, 2));
    expect(planRequest(1, 150, questions, 2)).toEqual(plans[150]);
    for (const { isResumable, returnsAfterCut, departure } of plans) {
      if (isResumable) expect(returnsAfterCut).toBe(true);
      if (departure) expect(departure.returns).toBe(isResumable);
    }
    expect(new Set(plans.map(({ question }) => question.kind)).size).toBe(4);
    expect(plans.some(({ question, choices }) => choices === 2 && hasOneContinuation(question))).toBe(true);
  });
});
