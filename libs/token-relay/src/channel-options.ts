/**
 * What both ends agree on. A killed peer is noticed at once, a hung or unreachable one within 10 s, because each end
 * pings after 5 s and waits 5 s for the answer. (grpc-js servers never punish a peer for pinging often, so unlike with
 * other gRPC servers no minimum ping interval has to be allowed.)
 */
export const CHANNEL_OPTIONS = {
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': 16 * 1024 * 1024,
  'grpc.max_send_message_length': 16 * 1024 * 1024,
};

/**
 * The dialling end. One channel carries one stream and lives as long as it, so whether and when to try again is decided
 * in one place, `GatewayLink`, and never by the channel.
 */
export const DIALLING_OPTIONS = {
  ...CHANNEL_OPTIONS,
  'grpc.enable_retries': 0,
  // The retry buffer is filled even when retries are off, and a write into it counts as sent. We count what waits.
  'grpc.per_rpc_retry_buffer_size': 0,
  'grpc.use_local_subchannel_pool': 1,
  // Gateways are neighbours; a proxy for the outside world found in the environment must not swallow the stream.
  'grpc.enable_http_proxy': 0,
};
