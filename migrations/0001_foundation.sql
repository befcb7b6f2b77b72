CREATE SEQUENCE "public"."claim_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "accepted_invoice" (
	"code" text NOT NULL,
	"number" text NOT NULL,
	"contract_id" bigint NOT NULL,
	"claim_id" uuid,
	CONSTRAINT "accepted_invoice_code_number_pk" PRIMARY KEY("code","number")
);
--> statement-breakpoint
CREATE TABLE "claim" (
	"id" uuid NOT NULL,
	"contract_id" bigint NOT NULL,
	"child_no" smallint NOT NULL,
	"claim_no" text DEFAULT 'CL' || lpad(nextval('claim_no_seq')::text, 9, '0') NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"origin" text NOT NULL,
	"external_reference" text,
	"event_on" date NOT NULL,
	"submission" json NOT NULL,
	"revises_claim_id" uuid,
	"submitted_at" timestamp with time zone NOT NULL,
	"submitted_by" text NOT NULL,
	CONSTRAINT "claim_contract_id_id_pk" PRIMARY KEY("contract_id","id"),
	CONSTRAINT "claim_id_key" UNIQUE("id"),
	CONSTRAINT "claim_no_key" UNIQUE("claim_no")
);
--> statement-breakpoint
CREATE TABLE "contract" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "contract_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" text NOT NULL,
	"storage_type" text NOT NULL,
	"signed_on" date NOT NULL,
	"stored_on" date,
	"city" text NOT NULL,
	"holder" jsonb NOT NULL,
	"guardians" jsonb NOT NULL,
	"row_hash" text NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contract_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "contract_status" (
	"contract_id" bigint NOT NULL,
	"effective_on" date NOT NULL,
	"status" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contract_status_contract_id_effective_on_pk" PRIMARY KEY("contract_id","effective_on")
);
--> statement-breakpoint
CREATE TABLE "cover" (
	"contract_id" bigint NOT NULL,
	"child_no" smallint NOT NULL,
	"plan_id" text NOT NULL,
	"cohort" text NOT NULL,
	"effective_on" date NOT NULL,
	"rule_id" text NOT NULL,
	"rulebook_hash" text NOT NULL,
	CONSTRAINT "cover_contract_id_child_no_pk" PRIMARY KEY("contract_id","child_no")
);
--> statement-breakpoint
CREATE TABLE "import_change" (
	"run_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"line" integer NOT NULL,
	"contract_number" text NOT NULL,
	"field" text NOT NULL,
	"before" text NOT NULL,
	"after" text NOT NULL,
	CONSTRAINT "import_change_run_id_seq_pk" PRIMARY KEY("run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "import_reject" (
	"run_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"line" integer NOT NULL,
	"field" text NOT NULL,
	"zh" text NOT NULL,
	"en" text NOT NULL,
	CONSTRAINT "import_reject_run_id_seq_pk" PRIMARY KEY("run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "import_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"file_sha256" text NOT NULL,
	"encoding" text NOT NULL,
	"mode" text NOT NULL,
	"actor" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"kept" boolean NOT NULL,
	"counts" jsonb NOT NULL,
	"warnings" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "insured_child" (
	"contract_id" bigint NOT NULL,
	"child_no" smallint NOT NULL,
	"name" text NOT NULL,
	"sex" text NOT NULL,
	"birth_on" date NOT NULL,
	"id_no" text,
	"birth_certificate_no" text,
	CONSTRAINT "insured_child_contract_id_child_no_pk" PRIMARY KEY("contract_id","child_no")
);
--> statement-breakpoint
CREATE TABLE "opening_entry" (
	"contract_id" bigint NOT NULL,
	"child_no" smallint NOT NULL,
	"subject" text NOT NULL,
	"row_hash" text NOT NULL,
	"content" jsonb NOT NULL,
	"run_id" uuid NOT NULL,
	CONSTRAINT "opening_entry_contract_id_child_no_subject_pk" PRIMARY KEY("contract_id","child_no","subject"),
	CONSTRAINT "opening_entry_case" UNIQUE("subject","contract_id","child_no")
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" uuid NOT NULL,
	"contract_id" bigint NOT NULL,
	"claim_id" uuid NOT NULL,
	"version" smallint NOT NULL,
	"decided_by" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"decided_on" date NOT NULL,
	"signatures" smallint NOT NULL,
	"conclusion" text NOT NULL,
	"reason" text,
	"total_fen" "fen" NOT NULL,
	"payable_fen" "fen" NOT NULL,
	"policy_year" integer NOT NULL,
	"plan_id" text NOT NULL,
	"plan_effective_on" date NOT NULL,
	"insurer" text NOT NULL,
	"master_policy_no" text NOT NULL,
	"cohort" text NOT NULL,
	"rulebook_hash" text NOT NULL,
	"input" json NOT NULL,
	"outcome" json NOT NULL,
	CONSTRAINT "decision_contract_id_id_pk" PRIMARY KEY("contract_id","id"),
	CONSTRAINT "decision_claim_version" UNIQUE("claim_id","version")
);
--> statement-breakpoint
CREATE TABLE "decision_signature" (
	"contract_id" bigint NOT NULL,
	"decision_id" uuid NOT NULL,
	"person" text NOT NULL,
	"verdict" text NOT NULL,
	"comment" text NOT NULL,
	"signed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "decision_signature_decision_id_person_pk" PRIMARY KEY("decision_id","person")
);
--> statement-breakpoint
CREATE TABLE "rulebook" (
	"hash" text PRIMARY KEY NOT NULL,
	"content" json NOT NULL,
	"stored_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_balance" (
	"contract_id" bigint NOT NULL,
	"child_no" smallint NOT NULL,
	"policy_year" integer NOT NULL,
	"coverage" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"used" "fen" NOT NULL,
	"limit_amount" "fen",
	CONSTRAINT "usage_balance_contract_id_child_no_policy_year_coverage_kind_key_pk" PRIMARY KEY("contract_id","child_no","policy_year","coverage","kind","key"),
	CONSTRAINT "usage_within_limit" CHECK (used >= 0 AND (limit_amount IS NULL OR used <= limit_amount))
);
--> statement-breakpoint
CREATE TABLE "usage_entry" (
	"id" uuid NOT NULL,
	"contract_id" bigint NOT NULL,
	"child_no" smallint NOT NULL,
	"policy_year" integer NOT NULL,
	"coverage" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"action" text NOT NULL,
	"amount" "fen" NOT NULL,
	"decision_id" uuid,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_entry_contract_id_child_no_id_pk" PRIMARY KEY("contract_id","child_no","id")
);
--> statement-breakpoint
CREATE TABLE "api_token" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"login" text NOT NULL,
	"display_name" text NOT NULL,
	"roles" text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"deactivated_at" timestamp with time zone,
	CONSTRAINT "person_login_unique" UNIQUE("login")
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" bigint NOT NULL,
	"decision_id" uuid,
	"kind" text NOT NULL,
	"event_on" date NOT NULL,
	"booked_at" timestamp with time zone NOT NULL,
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "journal_decision_kind" UNIQUE("decision_id","kind")
);
--> statement-breakpoint
CREATE TABLE "payout" (
	"id" uuid NOT NULL,
	"contract_id" bigint NOT NULL,
	"decision_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"amount_fen" "fen" NOT NULL,
	"state" text NOT NULL,
	"owed_on" date NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payout_contract_id_id_pk" PRIMARY KEY("contract_id","id"),
	CONSTRAINT "payout_decision" UNIQUE("decision_id"),
	CONSTRAINT "payout_positive" CHECK (amount_fen > 0)
);
--> statement-breakpoint
CREATE TABLE "posting" (
	"journal_id" uuid NOT NULL,
	"line" smallint NOT NULL,
	"account" text NOT NULL,
	"amount_fen" "fen" NOT NULL,
	CONSTRAINT "posting_journal_id_line_pk" PRIMARY KEY("journal_id","line")
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"contract_id" bigint,
	"detail" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_pending" (
	"entry_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_seal" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_seal_entry_id_unique" UNIQUE("entry_id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_record" (
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer NOT NULL,
	"body" json NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_record_actor_key_pk" PRIMARY KEY("actor","key")
);
--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_run_id_import_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_reject" ADD CONSTRAINT "import_reject_run_id_import_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opening_entry" ADD CONSTRAINT "opening_entry_contract_id_contract_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contract"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opening_entry" ADD CONSTRAINT "opening_entry_run_id_import_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision_signature" ADD CONSTRAINT "decision_signature_decision" FOREIGN KEY ("contract_id","decision_id") REFERENCES "public"."decision"("contract_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accepted_invoice_claim" ON "accepted_invoice" USING btree ("claim_id");--> statement-breakpoint
CREATE UNIQUE INDEX "claim_external_reference" ON "claim" USING btree ("external_reference") WHERE external_reference IS NOT NULL;--> statement-breakpoint
CREATE INDEX "claim_revises" ON "claim" USING btree ("revises_claim_id") WHERE revises_claim_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "claim_waiting" ON "claim" USING btree ("submitted_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "import_change_contract" ON "import_change" USING btree ("contract_number");--> statement-breakpoint
CREATE INDEX "api_token_person" ON "api_token" USING btree ("person_id");