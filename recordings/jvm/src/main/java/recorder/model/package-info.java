/**
 * The entities of the schema, as Hibernate and Spring Data map them.
 */
package recorder.model;
