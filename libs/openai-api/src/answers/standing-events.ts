import type { GenerationEvent } from '#protocol';

/** What stands of a generation's events: all of them, or since somebody edited the answer those that an edit left and the later ones. */
export function standingEvents(events: readonly GenerationEvent[]): readonly GenerationEvent[] {
  const at = events.findLastIndex(({ type }) => type === 'rewound');
  const rewound = events[at];
  return rewound?.type === 'rewound' ? [...rewound.standing, ...events.slice(at + 1)] : events;
}
