-- The words by which all of it is found, as the triggers write them, which rest while a world is filled.

SELECT incidents_index_words('fact', ARRAY(SELECT id FROM {incident}));
SELECT incidents_index_words('situation', ARRAY(SELECT id FROM {situation}));
SELECT incidents_index_words('complaint', ARRAY(SELECT id FROM {complaint}));
SELECT referrals_index_words(ARRAY(SELECT id FROM {disclosure}));
