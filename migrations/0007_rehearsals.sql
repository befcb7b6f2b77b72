CREATE TABLE "rehearsal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"candidate" text NOT NULL,
	"baseline" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"terms_of" date,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"cancelled_by" text,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"beat_at" timestamp with time zone,
	"phase" text,
	"done" integer DEFAULT 0 NOT NULL,
	"of" integer DEFAULT 0 NOT NULL,
	"failure" json,
	CONSTRAINT "rehearsal_state" CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
	CONSTRAINT "rehearsal_failure" CHECK ((failure IS NOT NULL) = (state = 'failed'))
);
--> statement-breakpoint
CREATE TABLE "rehearsal_change" (
	"rehearsal_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"change" json NOT NULL,
	CONSTRAINT "rehearsal_change_rehearsal_id_seq_pk" PRIMARY KEY("rehearsal_id","seq")
);
--> statement-breakpoint
CREATE TABLE "rehearsal_report" (
	"rehearsal_id" uuid PRIMARY KEY NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"report" json NOT NULL,
	"not_counted" json
);
--> statement-breakpoint
ALTER TABLE "rehearsal_change" ADD CONSTRAINT "rehearsal_change_rehearsal_id_rehearsal_id_fk" FOREIGN KEY ("rehearsal_id") REFERENCES "public"."rehearsal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsal_report" ADD CONSTRAINT "rehearsal_report_rehearsal_id_rehearsal_id_fk" FOREIGN KEY ("rehearsal_id") REFERENCES "public"."rehearsal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rehearsal_open" ON "rehearsal" USING btree ("id") WHERE state IN ('waiting', 'running');