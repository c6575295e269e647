-- Puts the tables back to what schema.sql made them, past the recording: compact.py leaves out
-- statements that call it, and takes its argument as the name of what follows.
CREATE SCHEMA recorder;
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE recorder.%1$I AS TABLE public.%1$I', t);
  END LOOP;
END $$;
CREATE FUNCTION public.recorder_reset(scenario text) RETURNS text LANGUAGE plpgsql
SET session_replication_role = replica AS $$
DECLARE t text; s record;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'recorder' LOOP
    EXECUTE format('DELETE FROM public.%I', t);
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM recorder.%1$I', t);
  END LOOP;
  FOR s IN SELECT * FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(format('%I.%I', s.schemaname, s.sequencename), s.start_value, false);
  END LOOP;
  RETURN scenario;
END $$;
