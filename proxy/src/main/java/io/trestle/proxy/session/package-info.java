/**
 * One client's session: a connection of the client's, one of the server's, both on one event loop,
 * and what is known of what goes on between them.
 *
 * <p>In reading order:
 *
 * <ol>
 *   <li>{@code Session} holds both channels ({@code Sessions} is what the proxy says to them from
 *       outside) and walks through the {@code Stage}s; {@code Login} reads the startup packets,
 *       behind a {@code ProxyHeader} where one is expected, has {@code ClientLeg} begin TLS, asks
 *       {@code Routes} for the {@code Route} of the database, and connects upstream. {@code
 *       AuthenticationRelay} decides on what the server asks for then, by the {@code Legs} that are
 *       TLS, and {@code ScramBridge} ends SCRAM where both legs are TLS. {@code Idling} ends what
 *       is idle for too long, or when the proxy drains.
 *   <li>{@code ClientMessages} sees every message of the client. What no rule concerns goes on as
 *       it lies in the buffer. A Query, Parse, Bind or Describe that may be concerned is given to
 *       {@code Treatment}, which asks the engine, and has a statement that is not in the cache
 *       analysed off the event loop while this client is read no further.
 *   <li>For every message that will be answered there is an {@code Expected} in {@code
 *       ExpectedAnswers}, in the order in which the server will answer.
 *   <li>{@code ServerMessages} sees every message of the server: it takes answers off that queue,
 *       swallows those to messages of our own, and changes errors so that they speak of the
 *       client's text.
 * </ol>
 *
 * <p><b>A refusal is an error of the server's.</b> In place of a refused message the server gets
 * one that must fail, so that a transaction is aborted, and messages are skipped to the next Sync,
 * where it happens: at the server. Its error is then replaced.
 *
 * <p><b>Prepared statements</b> are remembered with their text. When rules have moved on, a
 * statement is parsed again before its next use, under a name of our own at the server ({@code
 * trestle_}n). One that was prepared in SQL keeps its name: {@code DEALLOCATE} and {@code PREPARE}
 * of ours go before the use of it, inside a Query or as messages, and their answers are swallowed.
 * What is prepared in SQL is known when the server has completed it; until then messages that may
 * depend on it wait, behind a Flush. Known limits: an SQL-level {@code DEALLOCATE} of a statement
 * that was prepared by message and parsed again since does not find it ({@code DEALLOCATE ALL} and
 * {@code DISCARD ALL} work, but for statements that are pipelined behind them and need to be parsed
 * again at that moment); what a session has done to the schema counts when its transaction has
 * ended, and its next statement waits until the engine has looked; a setting that a client changes
 * and relies on in messages sent before its answer has come (client_encoding, application_name,
 * standard_conforming_strings) is seen when the server reports it; a message other than COPY's own
 * in the middle of COPY FROM STDIN ends the session.
 *
 * <p><b>When the schema moves</b>, what it may have made stale is parsed again ahead of its use,
 * too ({@code Repreparation}). A client that has had a statement described keeps its {@code Shape}:
 * the server is asked what shape it has now, and {@code Reshaping} leaves out the columns that were
 * not there. Where the server fails before anybody has told the proxy, {@code Healing} sends the
 * batch again, or has the schema looked at. Other faults of the server end the session: {@code
 * UpstreamFailures}.
 *
 * <p><b>The data of a COPY</b> FROM STDIN is filtered where the engine says so ({@code CopyIn}):
 * from CopyInResponse, which is made to speak of the target's columns, to CopyDone. Data that a
 * client sends ahead waits until the server has asked for it. Where the filter fails, the server is
 * sent CopyFail, and its error is replaced by the filter's; what the client goes on to send is left
 * to the server to ignore.
 *
 * <p><b>Operators</b> have sessions wait by {@code Traffic}: a session at rest outside a
 * transaction looks there before it begins anything; what they see of it is in its {@code
 * Operated}. A client that asks for the database of the {@code Console} is handed over by {@code
 * Login}, and is no session.
 *
 * <p><b>The end</b> is said in order ({@code Ending}, {@code LastWords}): a message of impossible
 * length is passed to the server, which ends the session when it has answered what came before, and
 * only then does the client hear of it. A {@code CancelRelay} goes on only while the session that
 * it means waits for its server; a statement that waits in a PAUSE has not begun, and is not
 * cancelled.
 *
 * <p>Everything here is confined to the event loop of its session, but for {@code CancelKeys},
 * {@code Routes}, {@code Upstream}, {@code Traffic}, {@code Console} and {@code ProxyContext},
 * which all sessions share and which are thread-safe, as the engine's {@code Analyst} is.
 */
@NullMarked
package io.trestle.proxy.session;

import org.jspecify.annotations.NullMarked;
