import { type FaultRequest, type KickReason } from '../control-api.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { needPhone, type Verbs } from './verb.js';

interface PhoneBody {
  phone: string;
}

/** Everything that may go wrong. */
export const troubleVerbs = ({ trouble, faults, directory }: WhatsAppDouble): Verbs => ({
  drop: (body: Partial<PhoneBody>) => ({ dropped: trouble.drop(body.phone) }),
  freeze: ({ on = true, ...body }: PhoneBody & { on?: boolean }) => ({ frozen: trouble.freeze(needPhone(body), on) }),
  kick: ({ why, ...body }: PhoneBody & { why: KickReason }) => ({ kicked: trouble.kick(needPhone(body), why) }),
  logout: (body: PhoneBody) => ({ removed: trouble.logout(needPhone(body)) }),
  ban: ({ code, ...body }: PhoneBody & { code?: number }) => ({ told: trouble.ban(needPhone(body), code) }),
  unban: (body: PhoneBody) => {
    trouble.unban(needPhone(body));
    return {};
  },
  'login-fault': ({ code }: { code?: number | null }) => {
    faults.loginCode = code ?? undefined;
    return {};
  },
  reject: ({ codes, ...body }: PhoneBody & { codes: number[] }) => {
    directory.person(needPhone(body)).rejectNext.push(...codes);
    return {};
  },
  fault: (fault: FaultRequest) => {
    faults.add(fault);
    return { faults: faults.open };
  },
  'clear-faults': () => {
    faults.clear();
    return {};
  },
});
