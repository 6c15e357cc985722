// How a call sounds, from what the browser counts (RTCPeerConnection.getStats) to one figure: the mean opinion score of
// the E-model (ITU-T G.107), as it is usually simplified. Pure but for the asking.

export interface Quality {
  /** Milliseconds. */
  jitter: number;
  roundTrip: number;
  /** Percent of the packets that should have come since the call began. */
  loss: number;
  /** 1 (bad) to 4.5 (excellent). */
  mos: number;
  /** Sum of what was heard, in the browser's own measure: 0 is silence. */
  heard: number;
}

interface Inbound extends RTCStats {
  kind?: string;
  jitter?: number;
  packetsLost?: number;
  packetsReceived?: number;
  totalAudioEnergy?: number;
}

export function meanOpinionScore(jitter: number, roundTrip: number, loss: number): number {
  const delay = roundTrip / 2 + jitter * 2 + 10;
  const fromDelay = delay < 160 ? delay / 40 : (delay - 120) / 10;
  const rating = Math.max(0, 93.2 - fromDelay - 2.5 * loss);
  const score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return Math.round(Math.max(1, Math.min(4.5, score)) * 100) / 100;
}

/** The quality so far; undefined before anything came. */
export async function measure(connection: RTCPeerConnection): Promise<Quality | undefined> {
  const report = await connection.getStats();
  let inbound: Inbound | undefined;
  let roundTrip = 0;
  report.forEach((each: RTCStats & { state?: string; nominated?: boolean; currentRoundTripTime?: number; kind?: string }) => {
    if (each.type === 'inbound-rtp' && each.kind === 'audio') inbound = each;
    if (each.type === 'candidate-pair' && each.state === 'succeeded' && each.nominated) {
      roundTrip = (each.currentRoundTripTime ?? 0) * 1000;
    }
  });
  if (!inbound?.packetsReceived) return undefined;
  const lost = Math.max(0, inbound.packetsLost ?? 0);
  const jitter = (inbound.jitter ?? 0) * 1000;
  const loss = (100 * lost) / (lost + inbound.packetsReceived);
  return {
    jitter: Math.round(jitter * 10) / 10,
    roundTrip: Math.round(roundTrip),
    loss: Math.round(loss * 100) / 100,
    mos: meanOpinionScore(jitter, roundTrip, loss),
    heard: inbound.totalAudioEnergy ?? 0,
  };
}
