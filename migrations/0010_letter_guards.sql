-- A letter is never rewritten: a later issue names the one before it.
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['letter', 'letter_file', 'letter_certificate', 'letter_delivery', 'letter_batch', 'letter_batch_letter'] LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
	END LOOP;
END $$;
--> statement-breakpoint
-- A PDF is compressed already.
ALTER TABLE letter_file ALTER COLUMN bytes SET STORAGE EXTERNAL;
--> statement-breakpoint
-- What was decided before letters were kept gets its letter like all that follows.
INSERT INTO letter_due (id, contract_id, subject, kind, language, due_at)
SELECT gen_random_uuid(), contract_id, 'decision:' || id, CASE conclusion WHEN '拒付' THEN 'refusal' ELSE 'decision' END, 'zh', now()
FROM (
	SELECT DISTINCT ON (decision.claim_id) decision.*
	FROM decision JOIN claim ON claim.id = decision.claim_id
	WHERE claim.state IN ('approved', 'refused', 'revised')
	ORDER BY decision.claim_id, decision.version DESC) AS final;
