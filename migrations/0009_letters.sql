CREATE SEQUENCE "public"."letter_batch_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "letter" (
	"id" uuid NOT NULL,
	"contract_id" bigint NOT NULL,
	"number" text NOT NULL,
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"language" text NOT NULL,
	"issue" smallint NOT NULL,
	"claim_id" uuid,
	"child_no" smallint NOT NULL,
	"token" uuid NOT NULL,
	"letter_on" date NOT NULL,
	"amount_fen" "fen",
	"template_hash" text NOT NULL,
	"drawn_sha256" text NOT NULL,
	"file_sha256" text NOT NULL,
	"certificate" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" text NOT NULL,
	"supersedes" uuid,
	"reissue_reason" text,
	CONSTRAINT "letter_contract_id_id_pk" PRIMARY KEY("contract_id","id"),
	CONSTRAINT "letter_number" UNIQUE("number"),
	CONSTRAINT "letter_of_subject" UNIQUE("subject","kind","language","issue"),
	CONSTRAINT "letter_token" UNIQUE("token"),
	CONSTRAINT "letter_supersedes" UNIQUE("supersedes"),
	CONSTRAINT "letter_issue" CHECK ((issue = 1) = (supersedes IS NULL) AND (issue = 1) = (reissue_reason IS NULL))
);
--> statement-breakpoint
CREATE TABLE "letter_batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text DEFAULT 'PB' || lpad(nextval('letter_batch_no_seq')::text, 9, '0') NOT NULL,
	"selection" json NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" text NOT NULL,
	"letters" integer NOT NULL,
	"pages" integer NOT NULL,
	"file_sha256" text NOT NULL,
	"index_sha256" text NOT NULL,
	CONSTRAINT "letter_batch_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "letter_batch_letter" (
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"contract_id" bigint NOT NULL,
	"letter_id" uuid NOT NULL,
	CONSTRAINT "letter_batch_letter_batch_id_seq_pk" PRIMARY KEY("batch_id","seq")
);
--> statement-breakpoint
CREATE TABLE "letter_certificate" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"certificate" text NOT NULL,
	"self_made" boolean NOT NULL,
	"first_used_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letter_delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" bigint NOT NULL,
	"letter_id" uuid NOT NULL,
	"way" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"batch_id" uuid
);
--> statement-breakpoint
CREATE TABLE "letter_due" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" bigint NOT NULL,
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"language" text NOT NULL,
	"token" uuid DEFAULT gen_random_uuid() NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone,
	"failure" json
);
--> statement-breakpoint
CREATE TABLE "letter_file" (
	"sha256" text PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "letter_batch_letter" ADD CONSTRAINT "letter_batch_letter_batch_id_letter_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."letter_batch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "letter_day" ON "letter" USING btree ("letter_on");--> statement-breakpoint
CREATE INDEX "letter_claim" ON "letter" USING btree ("claim_id");--> statement-breakpoint
CREATE INDEX "letter_delivery_letter" ON "letter_delivery" USING btree ("letter_id");