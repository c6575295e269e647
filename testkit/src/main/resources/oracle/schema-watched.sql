-- Triggers that tell when certain columns are set.

CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := 'fired for ' || TG_ARGV[0];
  RETURN NEW;
END $$;
CREATE TRIGGER tell_code BEFORE UPDATE OF code ON public.orders
FOR EACH ROW EXECUTE FUNCTION public.tell('code');
CREATE TRIGGER tell_created BEFORE UPDATE OF created ON public.orders
FOR EACH ROW EXECUTE FUNCTION public.tell('created');
CREATE FUNCTION public.same(anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
