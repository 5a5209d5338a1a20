import { describe, expect, it } from '@jest/globals';
import { drawQuestions, hasOneContinuation } from './questions.js';
import { planRequest } from './request-plan.js';
import { isKill, nameOf, planDisturbances } from './schedule.js';

const SEATS = { gateway: 2, worker: 3 };

describe('the plan of a campaign', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planDisturbances(7, 50, SEATS)).toEqual(planDisturbances(7, 50, SEATS));
    expect(planDisturbances(8, 50, SEATS)).not.toEqual(planDisturbances(7, 50, SEATS));
    expect(drawQuestions(7)).toEqual(drawQuestions(7));
    expect(drawQuestions(8)).not.toEqual(drawQuestions(7));
  });

  it('has as many kills as were asked for, and everything else among them', () => {
    const planned = planDisturbances(1, 1_000, SEATS);
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
    const short = planDisturbances(3, 10, SEATS);
    expect(planDisturbances(3, 20, SEATS).slice(0, short.length)).toEqual(short);
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
