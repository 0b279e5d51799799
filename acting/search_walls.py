"""The functions of the database by which words are looked up: what is written and what is sought alike."""

from acting.walls import Function

# What stands in every French text, folded; the list of the database's own dictionary has accents.
LITTLE_WORDS = (
    "le,la,les,un,une,des,de,du,et,ou,au,aux,en,dans,sur,par,pour,avec,sans,ce,cette,ces,cet,il,elle,ils,elles,on,qui,"
    "que,ne,pas,plus,est,sont,etre,son,sa,ses,leur,leurs,se,nous,vous,ont,ete,cela,dont,mais"
)
LONGEST_WORD = 30

# The folded word without its ending: its plural, what PostgreSQL's French stemmer takes away, then the endings that the
# stemmer knows by their accent alone.
SINGULAR = "regexp_replace(regexp_replace(word, '(?<=..)([^e])aux$', '\\1al'), '(?<=...)[sx]$', '')"
STEM = f"""RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(
        coalesce((ts_lexize('pg_catalog.french_stem', {SINGULAR}))[1], word), '(?<=...)e+$', ''), '(?<=.....)i$', '')
$$"""
# What one looks for, without the words that stand everywhere; a reference (F-7K3F-2Q) is one word.
REFERENCE = r"'\m([A-Za-z])-(\w{4})-(\w{2})\M', '\1\2\3', 'g'"
WORDS = f"""RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT word FROM regexp_split_to_table(folded(regexp_replace(printed, {REFERENCE})), ' ') AS word
    WHERE (length(word) BETWEEN 2 AND {LONGEST_WORD} OR word ~ '^[0-9]$')
        AND word <> ALL ('{{{LITTLE_WORDS}}}'::text[])
$$"""
STEMS = """RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT app_stem(word)), '{}') FROM app_words(printed) AS word
$$"""

FUNCTIONS = (
    Function("app_stem(word text)", STEM),
    Function("app_words(printed text)", WORDS),
    Function("app_stems(printed text)", STEMS),
)
