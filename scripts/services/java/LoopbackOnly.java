import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;

/** DynamoDB Local listens on every address of the machine; this starts it on the loopback address alone. */
public final class LoopbackOnly {
  public static void main(String[] arguments) throws Exception {
    var local = ServerRunner.createServerFromCommandLineArgs(arguments);
    // The web server inside is private, and there is no option for its address.
    var inside = local.getClass().getDeclaredField("server");
    inside.setAccessible(true);
    for (Connector connector : ((Server) inside.get(local)).getConnectors()) {
      ((ServerConnector) connector).setHost("127.0.0.1");
    }
    local.start();
    local.join();
  }
}
