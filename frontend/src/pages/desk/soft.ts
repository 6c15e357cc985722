// The telephone in the browser, for users whose line is one: loaded only for them, opened once a session. What it does with
// calls comes by the server like everybody's; here is what only it knows.

import { toast } from '../../elements/toasts';
import type { Cti, LineConfig } from '../../library/jackfield';
import type { Softphone } from '../../library/softphone';
import type { DeskState } from './desk-state';
import { failureText, softWords, troubleText } from '../../visit/soft-words';

export class Soft {
  phone: Softphone | null = null;
  private opening = false;
  /** The line is one of a browser, as told last. */
  private wanted = false;

  constructor(
    private readonly desk: DeskState,
    private readonly cti: Cti,
  ) {
    cti.setHandler('LineConfig', (line) => void this.lineTold(line));
    desk.watch(() => {
      if (desk.stage === 'out' && this.phone) this.close();
    });
  }

  /** The microphone of the call with this Call-ID is off. */
  isMuted(sipCallId: string | undefined): boolean {
    return this.phone?.calls.some((call) => call.id === sipCallId && call.microphoneOff) ?? false;
  }

  /**
   * Answer here what rings here: a microphone that is refused is said at once. False: it is not ours. While the server does
   * not tell the Call-ID, the one call that rings is meant.
   */
  async answer(sipCallId: string | undefined): Promise<boolean> {
    const { phone } = this;
    const ringing = phone?.calls.filter((call) => call.state === 'ringing') ?? [];
    const id = sipCallId ?? (ringing.length === 1 ? ringing[0]?.id : undefined);
    if (!phone || !ringing.some((call) => call.id === id)) return false;
    try {
      await phone.answer(id);
    } catch (error) {
      // the tab with the telephone has said it itself
      const { code } = error as { code?: string };
      if (!phone.leading) toast(() => (code && failureText({ why: code })) || softWords().answerFailed, 'bad');
    }
    return true;
  }

  private async lineTold(line: LineConfig): Promise<void> {
    this.desk.change({ device: line.device ?? null });
    this.wanted = line.webRtc && !line.hasDevice;
    if (!this.wanted) return this.close();
    if (this.phone || this.opening) return;
    this.opening = true;
    try {
      const { openSoftphone } = await import('../../library/softphone');
      // the page has a bell of its own, for every kind of telephone
      this.phone = (await openSoftphone(this.cti, { ring: false })) ?? null;
    } catch (error) {
      console.warn(error);
      toast(() => softWords().softFailed, 'bad');
    } finally {
      this.opening = false;
    }
    if (!this.wanted) return this.close(); // the desk phone was chosen meanwhile
    const draw = () => this.desk.change({ ringer: this.phone?.devices.choice.ringer ?? '' });
    this.phone?.on('state', draw);
    this.phone?.on('call', draw);
    this.phone?.devices.watch(draw);
    this.phone?.on('trouble', (trouble) => toast(() => troubleText(trouble), 'bad'));
    draw();
  }

  private close(): void {
    if (!this.phone) return;
    this.phone.stop();
    this.phone = null;
    this.desk.change({});
  }
}
