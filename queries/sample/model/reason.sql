-- Why a customer hesitates, objects, lapses or surrenders: one set of codes for objections and for policy events, so that
-- they can be compared. Each channel has its own mix: bank customers compare returns, online ones forget, agency ones notice
-- service.
CREATE MACRO sample_reason(channel, entity_key) AS sample_pick(
    CASE channel
        WHEN 'bancassurance' THEN
            ['low_return', 'low_return', 'low_return', 'low_return', 'low_return', 'forgot', 'forgot', 'forgot', 'cash_need',
             'cash_need', 'cash_need', 'economic_pressure', 'economic_pressure', 'economic_pressure', 'account_changed',
             'account_changed', 'family_objection', 'family_objection', 'competitor', 'product_mismatch']
        WHEN 'online' THEN
            ['forgot', 'forgot', 'forgot', 'forgot', 'forgot', 'account_changed', 'account_changed', 'account_changed',
             'account_changed', 'economic_pressure', 'economic_pressure', 'economic_pressure', 'product_mismatch',
             'product_mismatch', 'product_mismatch', 'competitor', 'competitor', 'competitor', 'low_return',
             'service_dissatisfied']
        WHEN 'group' THEN
            ['economic_pressure', 'economic_pressure', 'economic_pressure', 'economic_pressure', 'moved', 'moved', 'moved',
             'competitor', 'competitor', 'competitor', 'product_mismatch', 'forgot', 'account_changed', 'cash_need']
        ELSE
            ['economic_pressure', 'economic_pressure', 'economic_pressure', 'economic_pressure', 'economic_pressure',
             'economic_pressure', 'forgot', 'forgot', 'forgot', 'forgot', 'service_dissatisfied', 'service_dissatisfied',
             'service_dissatisfied', 'service_dissatisfied', 'account_changed', 'account_changed', 'account_changed',
             'product_mismatch', 'product_mismatch', 'cash_need', 'cash_need', 'family_objection', 'family_objection',
             'competitor', 'competitor', 'low_return', 'low_return', 'loan_overdue', 'moved']
    END,
    sample_u('reason', entity_key));
