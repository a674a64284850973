/** The account of every rendered export. */
export const ACCOUNT = { id: "user-Zt81exampleRq4LmV0cWpN7aKe", email: "sam@example.com" };
