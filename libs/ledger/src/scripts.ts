import {
  ADD_ITEMS,
  CONCLUDE_RESPONSE,
  CREATE_CONVERSATION,
  DELETE_CONVERSATION,
  DESCRIBE_CONVERSATION,
  LIST_ITEMS,
  LOCK_CONVERSATION,
  READ_CONVERSATION,
  READ_ITEM,
  REMOVE_ITEM,
  UNLOCK_CONVERSATION,
} from './conversations/conversation-scripts.js';
import { CLAIM_KEY, HOLD_KEY, RELEASE_KEY } from './idempotency/idempotency-scripts.js';
import { CLAIM_UNSETTLED, SETTLE_RATE, TAKE_RATE } from './rates/rate-scripts.js';
import { ACCEPT } from './scripts/accept.js';
import { ACQUIRE } from './scripts/acquire.js';
import { APPEND } from './scripts/append.js';
import { CONFIRM_QUEUED } from './scripts/confirm-queued.js';
import { COMMAND, PAUSE, RESUME } from './scripts/control.js';
import { ENTER_TIMELINE } from './scripts/enter-timeline.js';
import { FOLLOW, KEEP_FOLLOWING } from './scripts/follow.js';
import { FORGET } from './scripts/forget.js';
import { HEARTBEAT, LIVE_MEMBERS } from './scripts/presence.js';
import { RELEASE } from './scripts/release.js';
import { RECLAIM, RENEW } from './scripts/renew.js';
import { ARCHIVE_RESPONSE, CLAIM_UNARCHIVED, FORGET_RESPONSE, KEEP_RESPONSE } from './scripts/responses.js';
import { RESTORE } from './scripts/restore.js';
import { REVOKE_SILENT } from './scripts/revoke-silent.js';
import { LAPSED, SWEEP } from './scripts/sweep.js';
import { TERMINATE } from './scripts/terminate.js';

/** The scripts of the ledger, with how many of their arguments are keys. */
export const SCRIPTS = {
  ledgerEnterTimeline: { lua: ENTER_TIMELINE, numberOfKeys: 3 },
  ledgerAccept: { lua: ACCEPT, numberOfKeys: 5 },
  ledgerConfirmQueued: { lua: CONFIRM_QUEUED, numberOfKeys: 2 },
  ledgerAcquire: { lua: ACQUIRE, numberOfKeys: 5 },
  ledgerRenew: { lua: RENEW, numberOfKeys: 3 },
  ledgerReclaim: { lua: RECLAIM, numberOfKeys: 4 },
  ledgerAppend: { lua: APPEND, numberOfKeys: 4 },
  ledgerRestore: { lua: RESTORE, numberOfKeys: 7 },
  ledgerTerminate: { lua: TERMINATE, numberOfKeys: 7 },
  ledgerRelease: { lua: RELEASE, numberOfKeys: 4 },
  ledgerRevokeSilent: { lua: REVOKE_SILENT, numberOfKeys: 5 },
  ledgerPause: { lua: PAUSE, numberOfKeys: 7 },
  ledgerResume: { lua: RESUME, numberOfKeys: 7 },
  ledgerCommand: { lua: COMMAND, numberOfKeys: 7 },
  ledgerFollow: { lua: FOLLOW, numberOfKeys: 1 },
  ledgerKeepFollowing: { lua: KEEP_FOLLOWING, numberOfKeys: 1 },
  ledgerSweep: { lua: SWEEP, numberOfKeys: 3 },
  ledgerLapsed: { lua: LAPSED, numberOfKeys: 2 },
  ledgerForget: { lua: FORGET, numberOfKeys: 2 },
  ledgerKeepResponse: { lua: KEEP_RESPONSE, numberOfKeys: 2 },
  ledgerArchiveResponse: { lua: ARCHIVE_RESPONSE, numberOfKeys: 2 },
  ledgerForgetResponse: { lua: FORGET_RESPONSE, numberOfKeys: 2 },
  ledgerClaimUnarchived: { lua: CLAIM_UNARCHIVED, numberOfKeys: 1 },
  ledgerClaimKey: { lua: CLAIM_KEY, numberOfKeys: 1 },
  ledgerHoldKey: { lua: HOLD_KEY, numberOfKeys: 1 },
  ledgerReleaseKey: { lua: RELEASE_KEY, numberOfKeys: 1 },
  ledgerTakeRate: { lua: TAKE_RATE, numberOfKeys: 2 },
  ledgerSettleRate: { lua: SETTLE_RATE, numberOfKeys: 2 },
  ledgerClaimUnsettled: { lua: CLAIM_UNSETTLED, numberOfKeys: 1 },
  ledgerHeartbeat: { lua: HEARTBEAT, numberOfKeys: 2 },
  ledgerLiveMembers: { lua: LIVE_MEMBERS, numberOfKeys: 2 },
  conversationCreate: { lua: CREATE_CONVERSATION, numberOfKeys: 3 },
  conversationRead: { lua: READ_CONVERSATION, numberOfKeys: 3 },
  conversationDescribe: { lua: DESCRIBE_CONVERSATION, numberOfKeys: 3 },
  conversationDelete: { lua: DELETE_CONVERSATION, numberOfKeys: 3 },
  conversationAddItems: { lua: ADD_ITEMS, numberOfKeys: 3 },
  conversationRemoveItem: { lua: REMOVE_ITEM, numberOfKeys: 3 },
  conversationReadItem: { lua: READ_ITEM, numberOfKeys: 3 },
  conversationListItems: { lua: LIST_ITEMS, numberOfKeys: 3 },
  conversationLock: { lua: LOCK_CONVERSATION, numberOfKeys: 3 },
  conversationUnlock: { lua: UNLOCK_CONVERSATION, numberOfKeys: 3 },
  conversationConclude: { lua: CONCLUDE_RESPONSE, numberOfKeys: 3 },
};

export type ScriptName = keyof typeof SCRIPTS;
