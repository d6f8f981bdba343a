import { builder } from '../builder.js';

export const RetryPolicy = builder.enumType('WebhookRetryPolicy', {
  description: 'Which tries follow a failed one.',
  values: {
    FIXED: {
      value: 'fixed',
      description: '`retryCount` more, WEBHOOK_RETRY_DELAY apart, whatever the receiver answered.',
    },
    STANDARD: {
      value: 'standard',
      description: 'Nine more over three days, further and further apart; 410 switches the webhook off.',
    },
  } as const,
});

export const DisabledReason = builder.enumType('WebhookDisabledReason', {
  description: 'Why the gateway switched a webhook off.',
  values: {
    FAILING: { value: 'failing', description: 'Nothing but failures for five days.' },
    GONE: { value: 'gone', description: 'The receiver answered 410, under the policy STANDARD.' },
  } as const,
});
