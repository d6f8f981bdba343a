import { z } from 'zod';

/** Which kinds of address an argument takes; that it is one at all, the scalar has seen to. */
const address = (pattern: RegExp, what: string) => z.string().regex(pattern, `must be ${what}`);

export const personAddress = () => address(/@(c\.us|lid)$/, 'a person, such as 628123456789@c.us or 1234@lid');
export const groupAddress = () => address(/@g\.us$/, 'a group, such as 120363123456789@g.us');
export const channelAddress = () => address(/@newsletter$/, 'a channel, such as 120363123456789@newsletter');
